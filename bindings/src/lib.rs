//! uniffi bindings: thin; converts, never decides.
