//! Commands about persons, centres and devices.
