//! What is owed back.
