//! How long a keeper's count and an engineer's job take beside a ledger of 500 movements. Run by hand:
//! `cargo test -p fettle-core --lib -- --ignored --nocapture parts_speed`. It uses nothing that older versions lack, so that the same file measures those.

use super::aside::become_a;
use super::day;
use super::kit::*;
use crate::domain::ids::CardId;
use crate::domain::parts::{CardEvent, Condition, MovementDetails, MovementEvent};
use crate::domain::people::Role;
use crate::domain::values::Quantity;
use crate::kernel::{Body, Frontier, Subject};
use crate::screens::*;
use crate::text::Lang;
use std::time::{Duration, Instant};
use uuid::Uuid;

const PIECES: u128 = 500;

/// So often the screen is drawn for one figure.
const ROUNDS: u32 = 200;

/// Time that this process has spent on processors, from Linux: what else the machine does says nothing of it.
fn cpu() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let stats = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    let spent = stats.filter_map(|stat| stat.split(' ').next()?.parse::<u64>().ok());
    Duration::from_nanos(spent.sum())
}

fn card(n: u128) -> CardId {
    id(700_000 + n)
}

fn registered(n: u128) -> (Subject, (String, String)) {
    let details = serde_json::json!({"number": format!("K-{n}"), "name": {"zh": "件", "en": "part"}, "model": "", "class": "wear",
        "unit": "pcs", "serialised": false, "pair": false, "minimum": 0, "reorder": 0, "maximum": 0});
    let details = serde_json::from_value(details).expect("a card of any version");
    (Subject::new("card", card(n).uuid()), CardEvent::Registered { details }.encode())
}

fn moved(n: u128, details: MovementDetails) -> (Subject, (String, String)) {
    (Subject::new("movement", id::<Uuid>(800_000 + n)), MovementEvent::Recorded { details }.encode())
}

#[test]
#[ignore = "measures, proves nothing"]
fn parts_speed_of_a_job_beside_a_bag_of_500_movements() {
    let mut phone = Phone::ready(Lang::Zh);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    let mut bodies: Vec<_> = (0..25).map(registered).collect();
    for n in 0..PIECES {
        let way = if n % 2 == 0 { (None, Some(bag())) } else { (Some(bag()), None) };
        let pieces = if n % 2 == 0 { 2 } else { 1 };
        let opening = MovementDetails::opening(card(n / 2 % 25), Quantity::pieces(pieces), bag());
        bodies.push(moved(n, MovementDetails { from: way.0, to: way.1, condition: Condition::New, ..opening }));
    }
    phone.hub_sends_many(manager(), bodies, &Frontier::new());
    phone.app().screen(&job_route()).unwrap();
    let (start, before) = (Instant::now(), cpu());
    for _ in 0..ROUNDS {
        phone.app().screen(&job_route()).unwrap();
    }
    let spent = (cpu() - before) / ROUNDS;
    println!(
        "job screen beside a bag of {PIECES} movements: {:?} each, {spent:?} of processors",
        start.elapsed() / ROUNDS
    );
}

#[test]
#[ignore = "measures, proves nothing"]
fn parts_speed_of_a_stocktake_of_500_pieces_by_scan() {
    let mut phone = Phone::ready(Lang::Zh);
    become_a(&mut phone, Role::StockKeeper);
    let mut bodies = Vec::new();
    for n in 0..PIECES {
        let opening = MovementDetails::opening(supply(), Quantity::pieces(1), store_room());
        bodies.push(moved(n, MovementDetails { serial: Some(format!("PX-{n:05}")), ..opening }));
    }
    phone.hub_sends_many(manager(), bodies, &Frontier::new());
    let place = store_room().to_string();
    let route = Route::Stocktake { place: place.clone() };
    let (start, before) = (Instant::now(), cpu());
    for n in 0..PIECES {
        let purpose = ScanFor::Count { place: place.clone() };
        let action = Action::Scan { purpose, action: ScanAction::Typed };
        phone.app().act(&action, &entries(&[("code", &format!("PX-{n:05}"))])).unwrap();
    }
    let scanned = start.elapsed();
    phone.app().screen(&route).unwrap();
    let shown = start.elapsed();
    phone.app().act(&Action::Stocktake { place, action: StocktakeAction::Book }, &entries(&[("reason", "-")])).unwrap();
    println!(
        "stocktake of {PIECES} pieces by scan: {:?}, {:?} of processors (scans {scanned:?}, drawn {:?}, booked {:?})",
        start.elapsed(),
        cpu() - before,
        shown - scanned,
        start.elapsed() - shown
    );
}
