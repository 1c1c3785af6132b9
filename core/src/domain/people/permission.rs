//! The one table of what each role may record: event type (`job.reported`) x role. Commands check it, the hub checks it on push.
//!
//! It says what a role may do, not to whom: scope (own centre, own jobs) is checked beside it by the hub. Types that are not in the table
//! are allowed to nobody.

use super::Role::{self, *};
use super::Roles;

/// Who plans and decides about jobs at the desk.
const DESK: &[Role] = &[Manager, Desk];
/// Who works on sites.
const FIELD: &[Role] = &[Engineer, Maintainer, Integrator];
/// The desk and the field.
const BOTH: &[Role] = &[Manager, Desk, Engineer, Maintainer, Integrator];
/// Who records how a party answers to a document; whose answer, `jobs::document::may_answer_for` says.
const ANSWERS: &[Role] = &[Manager, Engineer, Maintainer, Integrator];
/// Approvals.
const MANAGER: &[Role] = &[Manager];
/// Nobody: the hub itself records it, and no device is believed about it.
const NOBODY: &[Role] = &[];
/// Master data of people and devices.
const ADMIN: &[Role] = &[Administrator];
/// Master data of customers and equipment: the desk keeps it, an import brings it.
const RECORDS: &[Role] = &[Manager, Desk, Administrator];
/// Equipment is also met in the field.
const EQUIPMENT: &[Role] = &[Manager, Desk, Administrator, Engineer, Maintainer, Integrator];
/// Cards and places.
const CARDS: &[Role] = &[Manager, StockKeeper, Administrator];
/// The store.
const STORE: &[Role] = &[Manager, StockKeeper];
/// Whoever moves parts: the store, and the field from and to its bag.
const PARTS: &[Role] = &[Manager, StockKeeper, Administrator, Engineer, Maintainer, Integrator];
/// Whoever has a part in hand.
const HANDS: &[Role] = &[Manager, StockKeeper, Engineer, Maintainer, Integrator];
/// What is agreed with customers, and for how much; what people are licensed to do.
const MANAGER_ADMIN: &[Role] = &[Manager, Administrator];
/// Nobody: only the hub itself records it.
const HUB: &[Role] = &[];
/// Every member of staff.
const STAFF: &[Role] = &[Manager, Desk, Engineer, Maintainer, StockKeeper, Integrator, Administrator];

/// The table: type, and the roles that may record it. Sorted by context, in the order of work.
pub const TABLE: &[(&str, &[Role])] = &[
    // people
    ("person.registered", ADMIN),
    ("person.changed", ADMIN),
    ("person.language_set", STAFF),
    ("person.deactivated", ADMIN),
    ("person.reactivated", ADMIN),
    ("person.conflict_settled", ADMIN),
    ("account.login_set", ADMIN),
    ("account.phone_set", STAFF),
    ("account.conflict_settled", ADMIN),
    ("skills.set", MANAGER_ADMIN),
    ("skills.removed", MANAGER_ADMIN),
    ("skills.overdue", HUB),
    ("skills.conflict_settled", MANAGER_ADMIN),
    ("centre.opened", ADMIN),
    ("centre.changed", ADMIN),
    ("centre.closed", ADMIN),
    ("centre.reopened", ADMIN),
    ("centre.conflict_settled", ADMIN),
    ("device.enrolled", NOBODY),
    ("device.app_updated", STAFF),
    ("device.revoked", ADMIN),
    // sites
    ("customer.registered", RECORDS),
    ("customer.changed", RECORDS),
    ("customer.deactivated", RECORDS),
    ("customer.reactivated", RECORDS),
    ("customer.conflict_settled", RECORDS),
    ("site.registered", RECORDS),
    ("site.changed", RECORDS),
    ("site.closed", RECORDS),
    ("site.reopened", RECORDS),
    ("site.contact_set", EQUIPMENT),
    ("site.contact_changed", EQUIPMENT),
    ("site.contact_removed", RECORDS),
    ("site.conflict_settled", RECORDS),
    ("contract.agreed", MANAGER_ADMIN),
    ("contract.changed", MANAGER_ADMIN),
    ("contract.ended", MANAGER_ADMIN),
    ("contract.conflict_settled", MANAGER_ADMIN),
    ("contract_price.set", MANAGER_ADMIN),
    ("contract_price.conflict_settled", MANAGER_ADMIN),
    ("equipment.registered", EQUIPMENT),
    ("equipment.changed", EQUIPMENT),
    ("equipment.code_bound", EQUIPMENT),
    ("equipment.code_unbound", EQUIPMENT),
    ("equipment.retired", EQUIPMENT),
    ("equipment.reinstated", EQUIPMENT),
    ("equipment.conflict_settled", RECORDS),
    // jobs
    ("job.reported", BOTH),
    ("job.report_changed", DESK),
    ("job.judged", BOTH),
    ("job.diagnosed", BOTH),
    ("job.planned", BOTH),
    ("job.plan_accepted", BOTH),
    ("job.visit_agreed", BOTH),
    ("job.assigned", DESK),
    ("job.accepted", FIELD),
    ("job.declined", FIELD),
    ("job.left", FIELD),
    ("job.arrived", FIELD),
    ("job.started", FIELD),
    ("job.came_back", FIELD),
    ("job.backup_answered", FIELD),
    ("job.evidence_added", FIELD),
    ("job.part_replaced", FIELD),
    ("job.part_swapped_back", FIELD),
    ("job.worked", FIELD),
    ("job.waiting_parts", BOTH),
    ("job.waiting_customer", BOTH),
    ("job.resumed", BOTH),
    ("job.escalated", BOTH),
    ("job.overdue", HUB),
    ("job.help_called", FIELD),
    ("job.help_answered", BOTH),
    ("job.emergency_declared", BOTH),
    ("job.paper_filed", BOTH),
    ("job.cost_added", BOTH),
    ("job.cause_found", FIELD),
    ("job.day_reported", FIELD),
    ("job.completed", FIELD),
    ("job.solved_remotely", BOTH),
    ("job.signed", FIELD),
    ("job.document_answered", ANSWERS),
    ("job.amended", BOTH),
    ("job.called_back", DESK),
    ("job.closed", DESK),
    ("job.cancelled", DESK),
    ("job.noted", BOTH),
    ("job.photo_added", BOTH),
    ("job.repeat_attributed", BOTH),
    ("job.doubted", HUB),
    ("job.flag_settled", DESK),
    ("job.conflict_settled", DESK),
    // calendars
    ("calendar.published", MANAGER_ADMIN),
    // the company
    ("company.changed", ADMIN),
    ("company.conflict_settled", ADMIN),
    // checks
    ("checklist.published", RECORDS),
    ("checklist.flag_settled", RECORDS),
    ("checklist.withdrawn", RECORDS),
    ("checklist.reinstated", RECORDS),
    ("check.started", FIELD),
    ("check.answered", FIELD),
    ("check.skipped", FIELD),
    ("check.completed", FIELD),
    ("check.repair_offered", FIELD),
    ("check.repair_linked", BOTH),
    ("check.conflict_settled", BOTH),
    ("check.flag_settled", BOTH),
    // parts
    ("card.registered", CARDS),
    ("card.changed", CARDS),
    ("card.code_bound", HANDS),
    ("card.code_unbound", CARDS),
    ("card.withdrawn", CARDS),
    ("card.reinstated", CARDS),
    ("card.conflict_settled", CARDS),
    ("card_price.set", CARDS),
    ("card_price.conflict_settled", CARDS),
    ("place.opened", CARDS),
    ("place.changed", CARDS),
    ("place.closed", CARDS),
    ("place.reopened", CARDS),
    ("place.conflict_settled", CARDS),
    ("place.counted", STORE),
    ("place.overdue", HUB),
    ("place.flag_settled", STORE),
    ("movement.recorded", PARTS),
    ("movement.inspected", STORE),
    ("movement.corrected", CARDS),
    ("movement.identified", HANDS),
    ("movement.flag_settled", STORE),
    ("stocktake.counted", STORE),
    ("stocktake.flag_settled", STORE),
    ("take.requested", FIELD),
    ("take.approved", MANAGER),
    ("take.rejected", MANAGER),
    ("take.issued", STORE),
    ("take.taken_first", FIELD),
    ("take.paper_filed", HANDS),
    ("take.settled", HANDS),
    ("take.returned_unowed", HANDS),
    ("take.overdue", HUB),
    ("take.flag_settled", STORE),
];

/// The roles that may record events `event_type` of aggregates of `kind`; none where nobody may.
pub fn who(kind: &str, event_type: &str) -> &'static [Role] {
    // Every event of a push is asked about: told apart by length before anything is compared.
    let is = |name: &str| {
        name.len() == kind.len() + 1 + event_type.len()
            && name.strip_prefix(kind).and_then(|rest| rest.strip_prefix('.')) == Some(event_type)
    };
    let row = TABLE.iter().find(|(name, _)| is(name));
    row.map_or(&[], |(_, may)| may)
}

/// Whether one of `roles` may record events `event_type` of aggregates of `kind`.
pub fn allowed(roles: &Roles, kind: &str, event_type: &str) -> bool {
    roles.any(who(kind, event_type))
}
