//! How long the first screen and the others take on a phone with 100,000 records. Run by hand: `cargo test -p fettle-core --lib -- --ignored
//! --nocapture speed`.

use super::kit::*;
use crate::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use crate::domain::jobs::{Assignment, Cancellation, JobEvent, Report};
use crate::kernel::{Body, Frontier, PersonId, Subject};
use crate::screens::*;
use crate::text::Lang;
use std::time::Instant;
use uuid::Uuid;

const JOBS: u128 = 25_000;

#[test]
#[ignore = "takes minutes; prints what it measured"]
fn speed_of_screens_on_a_full_phone() {
    let mut phone = Phone::ready(Lang::Zh);
    let opening = |phone: &mut Phone| {
        let start = Instant::now();
        phone.reopen(Lang::Zh);
        let opened = start.elapsed();
        phone.screen(Route::Today);
        (opened, start.elapsed())
    };
    println!("a few records, opening, to the first screen: {:?}", opening(&mut phone));
    let desk: PersonId = manager();
    let mut drafts = Vec::new();
    for n in 0..JOBS {
        let subject = Subject::new("job", id::<Uuid>(100_000 + n));
        let report = Report {
            number: format!("SH-D2-{n}"),
            kind: JobKind::Repair,
            channel: Channel::Phone,
            caller: ContactPart::default(),
            company: String::new(),
            product: String::new(),
            symptom: "黑屏".into(),
            at: MORNING.parse().unwrap(),
            centre: id(3),
            customer: id(10),
            // Forty jobs a site.
            site: id(200_000 + n / 40),
            contract: None,
            equipment: Vec::new(),
            entitlement: None,
            origin: None,
            photos: Vec::new(),
            follows: None,
        };
        drafts.push((subject.clone(), JobEvent::Reported(report).encode()));
        // Fifty jobs are open at any time, one in five of them mine.
        let to = if n % 5 == 0 { me() } else { desk };
        drafts.push((subject.clone(), JobEvent::Assigned(Assignment { to: vec![to] }).encode()));
        drafts.push((subject.clone(), JobEvent::Noted { text: "回访".into() }.encode()));
        if n % 500 != 0 {
            drafts.push((
                subject,
                JobEvent::Cancelled(Cancellation { reason: "重复".into(), at_work: Vec::new() }).encode(),
            ));
        }
    }
    phone.hub_sends_many(desk, drafts, &Frontier::new());
    let records = phone.app().store().event_count().unwrap();
    let first = [opening(&mut phone), opening(&mut phone), opening(&mut phone)];
    let past = |words: &str| Route::Knowledge { words: words.into(), equipment: None };
    let routes = [
        Route::Today,
        job_route(),
        Route::PartsBag,
        Route::Sync,
        Route::Diagnose { job: job_text() },
        Route::Settings,
        Route::Calls,
        Route::Equipment { equipment: camera().to_string() },
        past(""),
        past("nowhere"),
    ];
    for route in routes {
        let start = Instant::now();
        phone.screen(route.clone());
        println!("{records} records, {route:?}: {:?}", start.elapsed());
    }
    println!("{records} records, opening, to the first screen: {first:?}");
}
