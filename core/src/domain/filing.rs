//! Filing: who may know an aggregate.
