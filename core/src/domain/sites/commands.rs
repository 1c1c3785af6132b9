//! Commands about customers, sites, contracts and equipment.
