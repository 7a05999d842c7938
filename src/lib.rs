//! The browser shell of jianbao: the only place that names Yew, web-sys or js-sys. It adapts: what happens in the
//! page becomes messages for the workbench, what the workbench shows becomes elements, and what it asks for is done.

mod app;
pub mod input;
mod panels;
pub mod platform;
mod shared;
pub mod store;
pub mod surface;
pub mod worker;

pub use app::App;

/// Identifies the sources this was built from: twelve hexadecimal digits, or `dev` outside `cargo xtask build`.
/// The app and its worker come from one build, so two values that differ mean that one of them is stale.
pub const BUILD_ID: &str = match option_env!("JIANBAO_BUILD_ID") {
    Some(id) => id,
    None => "dev",
};
