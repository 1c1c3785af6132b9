//! Codes as they stand on real parts, and everything that is not one.
