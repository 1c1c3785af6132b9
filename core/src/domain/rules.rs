//! The numbers of the business, each with the row of the papers that it comes from. A rule that counts days, hours or people names its
//! number here, so that who wants to change one, or asks where it comes from, looks in one place.

use chrono::TimeDelta;

/// Answered within so many minutes of the contact, where the contract says nothing [A3].
pub const ANSWERED_MIN: u32 = 30;
/// On site within so many minutes of the contact, where the contract says nothing [A3].
pub const ON_SITE_MIN: u32 = 24 * 60;
/// Restored within so many minutes of the start of the work, where the contract says nothing [A3].
pub const RESTORED_MIN: u32 = 24 * 60;
/// The level whose promise holds before anybody judged: the worst, as nobody may be late because nobody judged. The papers promise by level
/// [A3] and say nothing of the time before.
pub const LEVEL_BEFORE_JUDGEMENT: u8 = 1;
/// Steps of an escalation [A3]: who has to do it and their desk, the managers of the centre, those of the head office.
pub const ESCALATION_STEPS: u8 = 3;
/// How long after the promise, or after the step before, the next step comes, by fault level 1 to 4. That each level has its own limit is the
/// papers' [A3, C2]; they name no number: these are ours.
pub const ESCALATION_LIMIT: [TimeDelta; 4] =
    [TimeDelta::minutes(30), TimeDelta::hours(2), TimeDelta::hours(8), TimeDelta::hours(24)];
/// The same for what is no promise to the customer: papers, return calls, parts [A5, B4, D3]; the number is ours.
pub const ESCALATION_LIMIT_PAPERS: TimeDelta = TimeDelta::hours(24);
/// The customer is called back within so many working days of the answer to the sheet [B4, E5].
pub const RETURN_CALL_WORKING_DAYS: u32 = 2;
/// A second repair of the same fault on the same equipment within so many days is a repeat [B10].
pub const REPEAT_DAYS: i64 = 30;
/// How long ago a contact may have been that is put on record now. The papers name no limit [B4]: older is a slip of typing, which would
/// stand first in every list and miss every promise.
pub const REPORT_LOOKS_BACK: TimeDelta = TimeDelta::days(366);
/// After an emergency the papers are due in so many hours, holidays excepted: as for parts taken at night [A5, D3].
pub const EMERGENCY_PAPERS_HOURS: u32 = 24;
/// The paper of a part taken first is due in so many hours, holidays excepted [D3].
pub const TAKE_PAPER_HOURS: u32 = 24;
/// Unused parts, and faulty ones in exchange, are due back in so many days [D3, D6].
pub const PARTS_DUE_DAYS: i64 = 3;
/// So long a person is told of a phone that was enrolled in their name, and what comes from it is marked. The papers know no phones: ours.
pub const NEW_PHONE: TimeDelta = TimeDelta::days(7);
/// What came back is judged within so many days [D7].
pub const INSPECTION_DAYS: i64 = 7;
/// A count of a whole store within so many days before a month ends is that month's, and what comes before it the month's before; ours [D5].
pub const CLOSING_DAYS: i64 = 20;
/// So long before it is due a paper, a return call or a part stands on the list of what is late [B4, D3]; ours.
pub const SHOWN_BEFORE_DUE: TimeDelta = TimeDelta::days(2);
/// So long before its last day a certificate has to be renewed, and stands on the list of what is late: whoever renews it needs a date for the
/// training and the authority's answer. The papers ask for certificates [E9] and name no time: ours.
pub const CERTIFICATE_ASKED_BEFORE_END: TimeDelta = TimeDelta::days(30);
/// How long after a step about a certificate the next one comes: at the beginning, halfway, and on the last day; ours.
pub const ESCALATION_LIMIT_CERTIFICATE: TimeDelta = TimeDelta::days(15);
/// A promise that ends within this asks for attention [A3]; the papers name no time: ours.
pub const SLA_SOON: TimeDelta = TimeDelta::hours(1);
/// So long a phone goes on saying that somebody changed its person's work; ours: a working day.
pub const NOTICE_STAYS: TimeDelta = TimeDelta::hours(12);
/// So long before an agreed visit its phone says so [B2]; ours.
pub const REMIND_OF_VISIT: TimeDelta = TimeDelta::minutes(60);
/// Machines that one report names at most; ours: what hits more is a site's.
pub const REPORTED_MACHINES: usize = 100;
/// So long before a paper is due its phone says so, and from then on [A5, D3]; ours.
pub const REMIND_OF_PAPER: TimeDelta = TimeDelta::hours(4);
/// A record that waits on a phone for longer is said there; ours: no paper speaks of it.
pub const REMIND_OF_UNSENT: TimeDelta = TimeDelta::hours(24);
/// From this month on the notice of next year's working days is asked for [A3, D6]; it comes out in November: ours.
pub const CALENDAR_ASKED_FROM_MONTH: u32 = 11;
/// Who is not back for longer forgot to say so, and is not out for ever [B11]; ours.
pub const OUTING_FORGOTTEN: TimeDelta = TimeDelta::days(3);
/// The newest whole backup of a hub is at most so old; else its administrators are told. The papers know no hub: ours.
pub const BACKUP_AT_LEAST_EVERY: TimeDelta = TimeDelta::days(2);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sites::SlaTarget;

    /// What the papers say, written down once more: a number that is changed is changed on purpose.
    #[test]
    fn the_numbers_are_the_papers() {
        let sla = SlaTarget { answered_min: 30, on_site_min: 1440, restored_min: 1440 };
        assert_eq!(SlaTarget::default(), sla);
        assert_eq!((ANSWERED_MIN, ON_SITE_MIN, RESTORED_MIN), (30, 1440, 1440));
        assert_eq!((RETURN_CALL_WORKING_DAYS, REPEAT_DAYS), (2, 30));
        assert_eq!((EMERGENCY_PAPERS_HOURS, TAKE_PAPER_HOURS, PARTS_DUE_DAYS, INSPECTION_DAYS), (24, 24, 3, 7));
        let minutes: Vec<i64> = ESCALATION_LIMIT.iter().map(TimeDelta::num_minutes).collect();
        assert_eq!((minutes, ESCALATION_STEPS, ESCALATION_LIMIT_PAPERS.num_hours()), (vec![30, 120, 480, 1440], 3, 24));
        assert_eq!((SHOWN_BEFORE_DUE.num_hours(), CALENDAR_ASKED_FROM_MONTH), (48, 11));
        assert_eq!(BACKUP_AT_LEAST_EVERY.num_days(), 2);
        assert_eq!((CERTIFICATE_ASKED_BEFORE_END.num_days(), ESCALATION_LIMIT_CERTIFICATE.num_days()), (30, 15));
        assert_eq!(ESCALATION_LIMIT_CERTIFICATE * i32::from(ESCALATION_STEPS - 1), CERTIFICATE_ASKED_BEFORE_END);
        let ours = [SLA_SOON, REMIND_OF_VISIT, REMIND_OF_PAPER, REMIND_OF_UNSENT, OUTING_FORGOTTEN, NEW_PHONE];
        assert_eq!(ours.map(|span| span.num_hours()), [1, 1, 4, 24, 72, 168]);
    }
}
