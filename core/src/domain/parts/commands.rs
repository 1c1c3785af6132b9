//! Commands about parts.
