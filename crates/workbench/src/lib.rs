//! The application state machine.
