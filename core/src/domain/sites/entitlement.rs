//! What a customer is entitled to.
