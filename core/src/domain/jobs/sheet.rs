//! The sheet: the exact document that the customer signs.
