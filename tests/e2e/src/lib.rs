//! Drives the built app in a real browser.
