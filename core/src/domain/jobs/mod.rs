//! Jobs: the work order from reported to closed, and the sheet that the customer signs.

pub mod sheet;
