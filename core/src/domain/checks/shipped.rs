//! The checklists that come with Fettle. They are data: `core/checklists/*.json`, one file a list, in both languages.

use super::Definition;
use std::sync::LazyLock;

/// Code of the list that has to be done before leaving for a site (E7): tools, parts, papers.
pub const READY_TO_LEAVE: &str = "ready_to_leave";
/// Code of the list that a repair on site goes by.
pub const REPAIR_CHECK: &str = "repair_check";
/// Code of the patrol list for video surveillance (A4).
pub const CCTV: &str = "cctv";

static SHIPPED: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let files = [
        include_str!("../../../checklists/cctv.json"),
        include_str!("../../../checklists/ready_to_leave.json"),
        include_str!("../../../checklists/repair_check.json"),
    ];
    // A test makes sure that every file is read.
    files.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
});

/// The shipped lists in their newest versions: to be published once on a new hub.
pub fn shipped() -> &'static [Definition] {
    &SHIPPED
}
