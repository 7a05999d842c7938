//! The state of the app and everything that can happen to it: pure, so that a whole story (paste, proposals
//! arrive, accept, undo, download) is a native test.
//!
//! [`Workbench::update`] takes a [`Msg`] and returns [`Effect`]s for the shell; [`view`] is what the screen shows.

pub mod workbench;

pub mod msg;

pub mod actions;

pub mod session;

pub mod store;

pub mod cursor;

pub mod view;

pub mod exchange;

pub mod notice;

pub mod lang;

pub mod label_menu;

pub mod colors;

pub mod find;

pub mod history;

pub mod label_editor;

pub mod overlay;

pub mod pace;

pub mod palette;

pub mod reading;

mod lessons;

pub mod review;

pub mod tour;

mod files;
pub mod motions;
pub mod thresholds;

pub use lang::Lang;
pub use msg::{Effect, Msg};
pub use notice::Notice;
pub use overlay::Overlay;
pub use workbench::Workbench;
