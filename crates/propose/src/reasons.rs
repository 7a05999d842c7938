//! Reasons in words, in every language of the interface.
