//! How a project changes: a [`Command`] is planned into a [`Transaction`], which is applied.
//!
//! [`plan`] is pure and the only place with rules. [`apply`] checks only that a transaction fits the state that
//! it was made for, so a log can be replayed whatever today's rules are.

mod apply;
mod command;
mod history;
mod net;
mod plan;
mod structure;
mod transaction;

pub use apply::{ApplyError, Changes, apply};
pub use command::{Command, Destination, NewProposal, Refusal, WENT_BACK};
pub use history::{Group, History};
pub use net::{Net, Side};
pub use plan::plan;
pub use structure::parts_of;
pub use transaction::{Kind, Meta, Millis, Op, Transaction};
