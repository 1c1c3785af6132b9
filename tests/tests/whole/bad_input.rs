//! Bad input through a phone's screens: a code, a text in both languages, and nothing changed; or, where it is a fact, taken and flagged.

use crate::district::{District, district, job_on, stock, takes};
use crate::phone::Phone;
use crate::repair::{Repair, strokes};
use crate::states::quiet;
use fettle_core::domain::jobs::Job;
use fettle_core::screens::{Action, AppError, Outcome, Route, ScanAction, ScanFor, Screen, SignAction};
use fettle_core::text::{Lang, text};
use fettle_hub::testing::TestHub;

/// The phone says no: with this code, a text in both languages, and without having recorded anything.
fn refused(phone: &Phone, code: &str, attempt: impl FnOnce() -> Result<Outcome, AppError>) {
    let before = phone.events();
    let error = attempt().expect_err(code);
    assert_eq!(error.code, code);
    assert!(!error.text.is_empty());
    let key = |stem: &str| format!("{stem}-{}", code.replace('_', "-"));
    let told = |lang| ["error", "refusal"].map(|stem| (key(stem), text(lang, &key(stem)))).into_iter();
    for lang in [Lang::Zh, Lang::En] {
        assert!(told(lang).any(|(key, text)| text != key && !text.is_empty()), "{code} has a text");
    }
    assert_eq!(phone.events(), before, "nothing is recorded");
}

async fn at_work() -> (TestHub, District, Phone, fettle_core::domain::ids::JobId) {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let phone = Phone::enrolled(&hub, d.company.engineer).await;
    let repair = Repair { phone: &phone, d: &d, job };
    repair.judge_and_agree();
    repair.get_ready_and_leave();
    repair.arrive_and_start();
    (hub, d, phone, job)
}

/// A PNG that claims a size, with `bytes` of nothing behind it.
fn png_of(width: u32, height: u32, bytes: usize) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (0u32.wrapping_sub(crc & 1))))
        })
    };
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        png.extend_from_slice(&u32::try_from(data.len()).expect("short").to_be_bytes());
        let body = [kind.as_slice(), data].concat();
        png.extend_from_slice(&body);
        png.extend_from_slice(&crc(&body).to_be_bytes());
    };
    chunk(b"IHDR", &[width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat());
    chunk(b"IDAT", &vec![0; bytes]);
    chunk(b"IEND", &[]);
    png
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_photos() {
    let (hub, d, phone, job) = at_work().await;
    let repair = Repair { phone: &phone, d: &d, job };
    let taken = chrono::DateTime::UNIX_EPOCH.fixed_offset();
    let good = fettle_media::sample::phone_photo(1, 6, taken, 39.9, 116.4).expect("a photo");
    refused(&phone, "photo_not_an_image", || repair.give_photo(b"%PDF-1.7 not a picture".to_vec()));
    refused(&phone, "photo_not_an_image", || repair.give_photo(Vec::new()));
    refused(&phone, "photo_truncated", || repair.give_photo(good[..good.len() / 2].to_vec()));
    refused(&phone, "photo_too_small", || repair.give_photo(png_of(1, 1, 8)));
    refused(&phone, "photo_too_large", || repair.give_photo(png_of(20_000, 10_000, 1_000_000)));
    refused(&phone, "photo_bomb", || repair.give_photo(png_of(20_000, 10_000, 8)));
    repair.give_photo(good).expect("the good one is kept");
    quiet(&hub, &[&phone]).await;
    assert_eq!(job_on(&hub, job).await.evidence.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_quantities_and_facts_that_do_not_add_up() {
    let (hub, d, phone, job) = at_work().await;
    let repair = Repair { phone: &phone, d: &d, job };
    refused(&phone, "quantity_not_positive", || repair.take_plugs("0"));
    refused(&phone, "quantity_not_positive", || repair.take_plugs("-4"));
    refused(&phone, "quantity_absurd", || repair.take_plugs("1000000000"));
    refused(&phone, "quantity_absurd", || repair.give_back_plugs("9223372036854775807"));
    refused(&phone, "quantity_not_positive", || repair.give_back_plugs("0"));
    refused(&phone, "field_unreadable", || repair.take_plugs("三"));

    // More than the books have, and a part that nobody took: facts.
    repair.take_plugs("12").expect("a fact");
    let serial = [("serial", "NEVER-1")];
    let (board, place) = (d.board.to_string(), d.quarantine.to_string());
    let typed = [("part", board.as_str()), ("label", "bad"), ("quantity", "1"), ("place", place.as_str()), serial[0]];
    phone.tap(&Route::Return { debt: None, code: None }, "give_back", &typed);
    quiet(&hub, &[&phone]).await;
    d.receive_back(&hub).await;
    quiet(&hub, &[&phone]).await;
    let stock = stock(&hub).await;
    assert_eq!(stock.quantity(d.store, d.plug), -2_000);
    assert!(stock.below_zero().any(|line| line.key.place == d.store && line.key.card == d.plug));
    assert!(stock.find(d.board, "NEVER-1").is_some_and(|line| line.key.place == d.quarantine));
    let flags: Vec<String> = takes(&hub).await.into_iter().flat_map(|(_, take)| take.flags).map(|f| f.code).collect();
    assert!(flags.iter().any(|code| code == "take_below_zero"), "{flags:?}");
    assert!(flags.iter().any(|code| code == "returned_never_taken"), "{flags:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_code_is_offered_to_be_bound() {
    let (hub, d, phone, _) = at_work().await;
    let scan = |bytes| Action::Scan { purpose: ScanFor::Find, action: ScanAction::Picture { bytes } };
    let label = fettle_media::Label::new("NOBODY-KNOWS-ME", &[]).expect("a label");
    let picture = label.to_png(6).expect("a picture");
    let before = phone.events();
    let route = phone.give(&scan(picture), &[]).expect("read").route.expect("somewhere to go");
    assert_eq!(phone.events(), before);
    let Screen::Scan(screen) = phone.screen(&route) else { panic!("the scanner") };
    assert_eq!(screen.unknown, "NOBODY-KNOWS-ME");
    let blank = png_blank();
    refused(&phone, "code_not_found", || phone.give(&scan(blank), &[]));
    phone.tap(&route, "bind", &[("part", &d.plug.to_string())]);
    quiet(&hub, &[&phone]).await;
    let card = hub.hub.ledger.get::<fettle_core::domain::parts::Card>(d.plug.uuid()).await.expect("read");
    assert!(card.expect("there").state.bound.contains("NOBODY-KNOWS-ME"));
}

/// A good picture with no code on it.
fn png_blank() -> Vec<u8> {
    let taken = chrono::DateTime::UNIX_EPOCH.fixed_offset();
    fettle_media::sample::phone_photo(2, 1, taken, 0.0, 0.0).expect("a photo")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sheet_is_not_signed_unfinished_or_unseen() {
    let (hub, d, phone, job) = at_work().await;
    let repair = Repair { phone: &phone, d: &d, job };
    let sign = |sheet: &str, typed: &[(&str, &str)], strokes| {
        let action = SignAction::Sign { sheet: sheet.to_owned(), width: 900.0, height: 300.0, strokes };
        phone.give(&Action::Sign { job: job.to_string(), action }, typed)
    };
    let name = [("name", "刘所"), ("title", "所长"), ("phone", "010-64001234")];
    let zeros = "0".repeat(64);
    refused(&phone, "job_not_completed", || sign(&zeros, &name, strokes()));
    let check = repair.open_check();
    phone.tap(&repair.at(), "cause", &[("cause", "other"), ("diagnosis", "?")]);
    refused(&phone, "check_items_missing", || phone.try_tap(&repair.at(), "complete", &[("summary", "?")]));
    repair.answer_all(&check);
    phone.tap(&check, "complete", &[]);
    phone.tap(&repair.at(), "complete", &[("summary", "好")]);
    refused(&phone, "sheet_changed", || sign(&zeros, &name, strokes()));
    let Screen::SheetAndSign(sheet) =
        phone.screen(&Route::SheetAndSign { job: job.to_string(), document: String::new() })
    else {
        panic!("a sheet")
    };
    refused(&phone, "signer_missing", || sign(&sheet.hash, &[("name", " ")], strokes()));
    refused(&phone, "signature_empty", || sign(&sheet.hash, &name, Vec::new()));
    let refusal = Action::Sign { job: job.to_string(), action: SignAction::Refused { sheet: sheet.hash.clone() } };
    refused(&phone, "witness_missing", || phone.give(&refusal, &[name[0], ("reason", "不满意")]));
    assert!(phone.get::<Job>(job).expect("there").documents.is_empty());
    phone.give(&refusal, &[name[0], ("reason", "不满意"), ("witness", "周工")]).expect("a fact");
    quiet(&hub, &[&phone]).await;
    let sheets = job_on(&hub, job).await.documents;
    assert!(sheets.len() == 1 && !sheets[0].by_hand());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_a_year_ahead_orders_nothing_wrongly() {
    let (hub, d, phone, job) = at_work().await;
    phone.sync().await;
    let other = Phone::enrolled(&hub, d.company.colleague).await;
    let note = |phone: &Phone, text: &str| phone.tap(&Route::Job { job: job.to_string() }, "note", &[("text", text)]);
    note(&phone, "一");
    phone.set_wrong(365 * 24 * 3_600_000);
    note(&phone, "二");
    note(&phone, "三");
    phone.sync().await;
    other.sync().await;
    note(&other, "四");
    phone.set_wrong(0);
    note(&phone, "五");
    quiet(&hub, &[&other, &phone]).await;
    let notes: Vec<_> = job_on(&hub, job).await.notes;
    let texts: Vec<_> = notes.iter().map(|fact| fact.what.as_str()).collect();
    let own: Vec<_> = texts.iter().filter(|text| **text != "四").collect();
    assert_eq!(own, [&"一", &"二", &"三", &"五"], "each device's own order is kept");
    let now = fettle_core::kernel::fold::time(hub.hub.clock.now_ms());
    let ahead = chrono::TimeDelta::minutes(6);
    assert!(notes.iter().all(|fact| fact.moment.at < now + ahead), "{notes:?}");
}
