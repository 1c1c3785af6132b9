//! Tests of filing.
