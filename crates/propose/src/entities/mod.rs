//! Finds the entities of a page: names, times, amounts.
