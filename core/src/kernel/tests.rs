//! Property tests of the kernel.
