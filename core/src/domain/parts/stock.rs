//! Stock: the sum of the ledger.
