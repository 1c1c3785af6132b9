//! Parts in the browser: entered, found, changed by two at once, ended and in use again, their codes.

use super::browser::Browser;
use super::kept::{led_to, only, points, refused, state, wrong};
use crate::testing::{Company, TestHub, parts};
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{Card, CardClass, CardDetails, CardPrice, MovementDetails, PlaceKind};
use fettle_core::domain::values::{Bilingual, Money, Quantity};
use fettle_core::kernel::Subject;
use uuid::Uuid;

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let manager = Browser::of(&hub, "manager").await;
    (hub, company, manager)
}

const GTIN: &str = "6901234567892";
const NEW: [(&str, &str); 12] = [
    ("number", "PS-12V"),
    ("name_zh", "电源"),
    ("name_en", "Power supply"),
    ("model", "M-1"),
    ("class", "critical"),
    ("unit", "pcs"),
    ("serialised", "yes"),
    ("minimum", "2"),
    ("reorder", "4"),
    ("maximum", "9"),
    ("fits", "camera_ptz\nserver"),
    ("codes", GTIN),
];

fn with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    NEW.iter().map(|field| if field.0 == name { (name, value) } else { *field }).collect()
}

/// A card on record, made past the forms.
async fn card(hub: &TestHub, number: &str) -> CardId {
    let id: CardId = hub.fresh().into();
    let details = CardDetails { name: Bilingual::new("插头", "Plug"), ..parts::card(number, false) };
    hub.record(hub.hub.ledger.system(), vec![parts::registered(id, details)]).await;
    id
}

/// So many pieces in a new place of the first centre.
async fn stocked(hub: &TestHub, company: &Company, card: CardId, kind: PlaceKind, count: i64) -> PlaceId {
    let place: PlaceId = hub.fresh().into();
    let opening = MovementDetails::opening(card, Quantity::pieces(count), place);
    let drafts = vec![parts::opened(place, kind, company.centre, None), parts::moved(hub.fresh().into(), opening)];
    hub.record(hub.hub.ledger.system(), drafts).await;
    place
}

#[tokio::test]
async fn a_part_is_entered_and_found_by_number_name_sound_and_code() {
    let (hub, _, mut manager) = hub().await;
    assert_eq!(manager.get("/cards/new").await.status, 200);
    let mut refusal = async |name, value| wrong(&manager.post("/cards/new", &with(name, value)).await);
    assert_eq!(refusal("number", " ").await, "Please give the part's number.");
    assert_eq!(refusal("minimum", "two").await, "“two” is not a quantity, such as 2 or 1.5.");
    let crossed = "Minimum, reorder point and maximum have to rise from zero in this order.";
    assert_eq!(refusal("maximum", "3").await, crossed);
    assert!(refusal("class", "gold").await.starts_with("This choice does not exist."));
    let nameless = [with("name_zh", ""), vec![]].concat();
    let nameless: Vec<_> = nameless.iter().map(|f| if f.0 == "name_en" { ("name_en", "") } else { *f }).collect();
    let again = manager.post("/cards/new", &nameless).await;
    assert_eq!(wrong(&again), "Please give a name.");
    assert!(again.body.contains("value=\"PS-12V\"") && again.body.contains("camera_ptz\nserver"), "{}", again.body);
    assert!(again.body.contains("value=\"critical\" selected"), "{}", again.body);

    let command = Uuid::now_v7().to_string();
    let made = led_to(&manager.post_as(&command, "/cards/new", &NEW).await, "cards");
    assert_eq!(made, led_to(&manager.post_as(&command, "/cards/new", &NEW).await, "cards"), "twice is once");
    let details = state::<Card>(&hub, made).await.details.expect("there");
    assert_eq!((details.class, details.serialised, details.pair), (CardClass::Critical, true, false));
    assert_eq!((details.minimum, details.reorder, details.maximum), (2_000, 4_000, 9_000));
    assert_eq!(details.fits.into_iter().collect::<Vec<_>>(), ["camera_ptz", "server"]);

    // In other spellings a number and a code are the same.
    let taken = wrong(&manager.post("/cards/new", &with("number", "ＰＳ－１２Ｖ")).await);
    assert!(taken.starts_with("There is another part with the number"), "{taken}");
    let coded = wrong(&manager.post("/cards/new", &with("number", "PS-13V")).await);
    assert!(coded.ends_with("belongs to something else already."), "{coded}");

    let other = card(&hub, "PLUG-1").await;
    for query in ["", "?q=PS-12V", "?q=power", "?q=%E7%94%B5%E6%BA%90", "?q=dy", "?q=6901234567892", "?class=critical"]
    {
        let list = manager.get(&format!("/cards{query}")).await.body;
        assert_eq!(list.matches(&format!("href=\"/cards/{made}\"")).count(), 1, "{query}: {list}");
        assert_eq!(list.contains(&format!("/cards/{other}")), query.is_empty(), "{query}: {list}");
    }
    let list = manager.get("/cards?class=wear&q=plug").await.body;
    assert!(list.contains(&other.to_string()) && !list.contains(&made.to_string()), "{list}");
    assert!(!manager.get("/cards?class=critical&q=plug").await.body.contains(&other.to_string()));
    assert_eq!(manager.get("/cards?class=gold").await.status, 400);
    let found = manager.get("/search?q=dy").await.body;
    assert!(found.contains(&format!("href=\"/cards/{made}\"")), "{found}");
    let (_, csv) = manager.file("/cards?class=critical&as=csv").await;
    let csv = String::from_utf8(csv).expect("text");
    assert!(csv.contains("电源,PS-12V,关键件") && !csv.contains("PLUG"), "{csv}");
    only(&hub, "/cards/new", &["admin", "manager"]).await;
}

#[tokio::test]
async fn a_part_shows_what_is_where_and_its_price_to_who_keeps_stores() {
    let (hub, company, mut manager) = hub().await;
    let mut admin = Browser::of(&hub, "admin").await;
    assert!(
        !manager.get("/cards/new").await.body.contains("name=\"price\""),
        "a centre's manager enters parts without prices"
    );
    assert!(admin.get("/cards/new").await.body.contains("name=\"price\""));
    let plain = |price: &'static str, currency: &'static str| -> Vec<_> {
        let said = [("price", price), ("currency", currency)];
        NEW.into_iter().filter(|(name, _)| *name != "serialised").chain(said).collect()
    };
    let refused = manager.post("/cards/new", &plain("1280.50", "CNY")).await;
    assert!(refused.status == 422 && refused.body.contains("Your role does not allow this."), "{}", refused.body);
    let much = wrong(&admin.post("/cards/new", &plain("much", "CNY")).await);
    assert_eq!(much, "“much” is not an amount, such as 1280.50.");
    let odd = wrong(&admin.post("/cards/new", &plain("1", "YUAN")).await);
    assert_eq!(odd, "“YUAN” is not a currency code.");
    let made = led_to(&admin.post("/cards/new", &plain("1280.50", "CNY")).await, "cards");
    assert_eq!(state::<CardPrice>(&hub, made).await.value, Some(Money::new(128_050, "CNY")));
    let page = format!("/cards/{made}");
    let store = stocked(&hub, &company, made.into(), PlaceKind::BranchStore, 1).await;
    let elsewhere: PlaceId = hub.fresh().into();
    let there = MovementDetails::opening(made.into(), Quantity::pieces(5), elsewhere);
    let opened = parts::named(elsewhere, PlaceKind::BranchStore, "Far away", company.other_centre, None);
    hub.record(hub.hub.ledger.system(), vec![opened, parts::moved(hub.fresh().into(), there)]).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    let own = keeper.get(&page).await.body;
    assert!(own.contains(&format!("/stock/{store}/{made}")) && own.contains("1 pc New"), "{own}");
    assert!(!own.contains("Far away") && !own.contains("below minimum"), "what others have is not told: {own}");
    assert!(!own.contains("1280.50"), "prices are head office's: {own}");
    let all = admin.get(&page).await.body;
    assert!(all.contains("1280.50 CNY"), "{all}");
    let price = format!("{page}/price");
    assert!(admin.get(&price).await.body.contains("value=\"1280.50\""));
    assert_eq!(wrong(&admin.post(&price, &[("price", "-1"), ("currency", "CNY")]).await), "A price is not negative.");
    assert_eq!(admin.post(&price, &[("price", "1300"), ("currency", "cny")]).await.status, 303);
    let told = admin.get(&page).await.body;
    assert!(told.contains("<del>1280.50 CNY</del> → <ins>1300.00 CNY</ins>") && told.contains("Price said"), "{told}");
    only(&hub, &price, &["admin"]).await;
    assert!(all.contains("Far away") && all.contains("6 pcs") && !all.contains("below minimum"), "{all}");
    let mut engineer = Browser::of(&hub, "engineer").await;
    let field = engineer.get(&page).await;
    assert!(field.status == 200 && !field.body.contains("1280.50"), "neither in facts nor in history: {}", field.body);
    // Both languages.
    admin.get(&page).await;
    admin.post("/language", &[("lang", "zh-CN"), ("back", &page)]).await;
    let zh = admin.get(&page).await.body;
    assert!(zh.contains("关键件") && zh.contains("库房可用") && zh.contains("录入"), "{zh}");
}

#[tokio::test]
async fn two_who_change_a_part_at_once_both_win_and_one_field_waits_on_the_worklist() {
    let (hub, _, mut manager) = hub().await;
    manager.get("/cards/new").await;
    let made = led_to(&manager.post("/cards/new", &NEW).await, "cards");
    let change = format!("/cards/{made}/change");
    let mut admin = Browser::of(&hub, "admin").await;
    let form = manager.get(&change).await.body;
    admin.get(&change).await;
    assert!(!form.contains("name=\"unit\"") && !form.contains("name=\"serialised\""), "what is counted stays");
    let shown = |name: &'static str, value: &'static str| -> Vec<_> {
        let left = ["unit", "serialised", "codes"];
        with(name, value).into_iter().filter(|(name, _)| !left.contains(name)).collect()
    };
    assert_eq!(manager.post(&change, &shown("model", "M-2")).await.status, 303);
    assert_eq!(admin.post(&change, &shown("minimum", "1")).await.status, 303);
    let details = state::<Card>(&hub, made).await.details.expect("there");
    assert_eq!((details.model.as_str(), details.minimum, details.codes.len()), ("M-2", 1_000, 1));
    assert!(details.serialised);
    let subject = Subject::new("card", made);
    assert!(points(&hub, subject.clone()).await.is_empty());
    assert_eq!(admin.post(&change, &shown("model", "M-3")).await.status, 303, "from the page that showed M-1");
    assert_eq!(points(&hub, subject.clone()).await, ["kept/card.model"]);
    let list = admin.get("/worklist").await.body;
    assert!(list.contains(&format!("/cards/{made}")) && list.contains("M-2") && list.contains("M-3"), "{list}");
    admin.get(&change).await;
    let now: Vec<_> =
        shown("model", "M-2").into_iter().map(|f| if f.0 == "minimum" { ("minimum", "1") } else { f }).collect();
    assert_eq!(admin.post(&change, &now).await.status, 303);
    assert!(points(&hub, subject).await.is_empty(), "who has seen both and says one has decided");
    let page = admin.get(&format!("/cards/{made}")).await.body;
    assert!(page.contains("<del>M-1</del> → <ins>M-2</ins>"), "{page}");
    only(&hub, &change, &["admin", "manager"]).await;
}

#[tokio::test]
async fn a_part_ends_when_none_is_left_and_is_kept_again() {
    let (hub, company, mut manager) = hub().await;
    let id = card(&hub, "PLUG-1").await;
    let (page, end) = (format!("/cards/{id}"), format!("/cards/{id}/end"));
    let store = stocked(&hub, &company, id, PlaceKind::BranchStore, 4).await;
    stocked(&hub, &company, id, PlaceKind::Scrap, 1).await;
    manager.get(&end).await;
    assert_eq!(wrong(&manager.post(&end, &[("reason", "")]).await), "Please give a reason.");
    let left = refused(&manager.post(&end, &[("reason", "replaced")]).await);
    assert_eq!(left, "Places that still have some of it, or miss some: 1. Clear them first.");
    let out =
        MovementDetails { from: Some(store), to: None, ..MovementDetails::opening(id, Quantity::pieces(4), store) };
    hub.record(hub.hub.ledger.system(), vec![parts::moved(hub.fresh().into(), out)]).await;
    manager.get(&end).await;
    assert_eq!(
        manager.post(&end, &[("reason", "replaced")]).await.status,
        303,
        "what is scrapped stands in nobody's way"
    );
    assert!(!manager.get("/cards").await.body.contains(&page));
    assert!(manager.get("/cards?ended=only").await.body.contains(&page));
    let mut keeper = Browser::of(&hub, "keeper").await;
    let form = format!("/stock/receive?card={id}&place={store}");
    keeper.get(&form).await;
    let fields = [("place", store.to_string()), ("card", id.to_string()), ("quantity", "1".into())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(wrong(&keeper.post("/stock/receive", &fields).await), "PLUG-1 is no longer kept.");
    assert_eq!(manager.post(&format!("{page}/back"), &[]).await.status, 303);
    assert_eq!(refused(&manager.post(&format!("{page}/back"), &[]).await), "This part is in use already.");
    let told = manager.get(&page).await.body;
    assert!(told.contains("In use again") && told.contains("<ins>replaced</ins>"), "{told}");
    only(&hub, &end, &["admin", "manager"]).await;
}

#[tokio::test]
async fn codes_are_bound_once_and_taken_off() {
    let (hub, _, mut manager) = hub().await;
    let (one, other) = (card(&hub, "PLUG-1").await, card(&hub, "PLUG-2").await);
    let (one, other) = (format!("/cards/{one}"), format!("/cards/{other}"));
    let mut engineer = Browser::of(&hub, "engineer").await;
    engineer.get(&one).await;
    assert_eq!(wrong(&engineer.post(&format!("{one}/bind"), &[("code", " ")]).await), "The code is empty.");
    assert_eq!(engineer.post(&format!("{one}/bind"), &[("code", "FJ-01")]).await.status, 303, "who has it in hand");
    let taken = engineer.post(&format!("{other}/bind"), &[("code", "ＦＪ－０１")]).await;
    assert!(wrong(&taken).ends_with("belongs to something else already."), "in every spelling");
    assert_eq!(engineer.post(&format!("{one}/unbind"), &[("code", "FJ-01")]).await.status, 403);
    manager.get(&one).await;
    assert_eq!(manager.post(&format!("{one}/unbind"), &[("code", "FJ-01")]).await.status, 303);
    let gone = manager.post(&format!("{one}/unbind"), &[("code", "FJ-01")]).await;
    assert_eq!(refused(&gone), "The code FJ-01 is not on it.");
    let page = manager.get(&one).await.body;
    assert!(page.contains("Code bound") && page.contains("Code taken off"), "{page}");
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&one).await;
    assert_eq!(desk.post(&format!("{one}/bind"), &[("code", "FJ-02")]).await.status, 403);
}
