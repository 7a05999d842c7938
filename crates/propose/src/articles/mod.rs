//! Finds the articles of a page: roles, boundaries, resumptions and paragraph joins.
