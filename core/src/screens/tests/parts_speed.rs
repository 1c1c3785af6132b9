//! How long a keeper's count and an engineer's job take beside a ledger of 500 movements. Run by hand:
//! `cargo test -p fettle-core --lib -- --ignored --nocapture parts_speed`. It uses nothing that older versions lack, so that the same file measures those.
//! What these read and write is counted in `growth`, which uses the same bag and the same count.

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
use std::ops::Range;
use std::time::{Duration, Instant};
use uuid::Uuid;

const PIECES: u128 = 500;

/// Cards of which something is in the bag.
pub const CARDS: u128 = 25;

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

/// A phone in the midst of a job, on which a part can be built in.
pub fn at_work() -> Phone {
    let mut phone = Phone::ready(Lang::Zh);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    phone.hub_sends_many(manager(), (0..CARDS).map(registered).collect(), &Frontier::new());
    phone
}

/// Movements of these numbers through the bag: of one card after the other two pieces come and one goes.
pub fn through_bag(phone: &mut Phone, numbers: Range<u128>) {
    let mut bodies = Vec::new();
    for n in numbers {
        let way = if n % 2 == 0 { (None, Some(bag())) } else { (Some(bag()), None) };
        let pieces = if n % 2 == 0 { 2 } else { 1 };
        let opening = MovementDetails::opening(card(n / 2 % CARDS), Quantity::pieces(pieces), bag());
        bodies.push(moved(n, MovementDetails { from: way.0, to: way.1, condition: Condition::New, ..opening }));
    }
    phone.hub_sends_many(manager(), bodies, &Frontier::new());
}

/// A phone of who counts the store.
pub fn at_the_store() -> Phone {
    let mut phone = Phone::ready(Lang::Zh);
    become_a(&mut phone, Role::StockKeeper);
    phone
}

/// The serial number of a piece in the store.
fn printed(n: u128) -> String {
    format!("PX-{n:05}")
}

/// Pieces of these numbers lie in the store.
pub fn into_store(phone: &mut Phone, numbers: Range<u128>) {
    let mut bodies = Vec::new();
    for n in numbers {
        let opening = MovementDetails::opening(supply(), Quantity::pieces(1), store_room());
        bodies.push(moved(n, MovementDetails { serial: Some(printed(n)), ..opening }));
    }
    phone.hub_sends_many(manager(), bodies, &Frontier::new());
}

/// A piece is scanned into the count of the store.
pub fn count(phone: &Phone, n: u128) {
    let purpose = ScanFor::Count { place: store_room().to_string() };
    let action = Action::Scan { purpose, action: ScanAction::Typed };
    phone.app().act(&action, &entries(&[("code", &printed(n))])).unwrap();
}

#[test]
#[ignore = "measures, proves nothing"]
fn parts_speed_of_a_job_beside_a_bag_of_500_movements() {
    let mut phone = at_work();
    through_bag(&mut phone, 0..PIECES);
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
    let mut phone = at_the_store();
    into_store(&mut phone, 0..PIECES);
    let place = store_room().to_string();
    let route = Route::Stocktake { place: place.clone() };
    let (start, before) = (Instant::now(), cpu());
    for n in 0..PIECES {
        count(&phone, n);
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
