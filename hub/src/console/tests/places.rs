//! Places in the browser: opened by their centre's keeper, changed by two at once, closed when nothing is in them.

use super::browser::Browser;
use super::kept::{led_to, only, points, refused, state, wrong};
use crate::testing::{Company, TestHub, parts};
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{MovementDetails, Place, PlaceKind, StocktakeEvent};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Subject};

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let keeper = Browser::of(&hub, "keeper").await;
    (hub, company, keeper)
}

const NEW: [(&str, &str); 5] =
    [("kind", "branch_store"), ("name_zh", "一号库"), ("name_en", "Store one"), ("bin", "1-2-3-4"), ("person", "")];

fn with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    NEW.iter().map(|field| if field.0 == name { (name, value) } else { *field }).collect()
}

#[tokio::test]
async fn a_keeper_opens_places_of_the_own_centre_and_everyone_finds_them() {
    let (hub, company, mut keeper) = hub().await;
    assert_eq!(keeper.get("/places/new").await.status, 200);
    let mut refusal = async |name, value| wrong(&keeper.post("/places/new", &with(name, value)).await);
    assert_eq!(refusal("bin", "1-2-3").await, "A bin is four numbers, such as 1-2-3-4.");
    assert_eq!(refusal("kind", "bag").await, "A bag belongs to a person.");
    let engineer: &'static str = company.engineer.to_string().leak();
    assert_eq!(refusal("person", engineer).await, "Only a bag belongs to a person.");
    assert!(refusal("kind", "shelf").await.starts_with("This choice does not exist."));
    let nameless: Vec<_> = NEW.iter().filter(|(name, _)| !name.starts_with("name")).copied().collect();
    assert_eq!(wrong(&keeper.post("/places/new", &nameless).await), "Please give a name.");
    let command = uuid::Uuid::now_v7().to_string();
    let made = led_to(&keeper.post_as(&command, "/places/new", &NEW).await, "places");
    assert_eq!(made, led_to(&keeper.post_as(&command, "/places/new", &NEW).await, "places"), "twice is once");
    let place: Place = state(&hub, made).await;
    assert_eq!(
        (place.centre(), place.bin(), place.kind()),
        (Some(company.centre), "1-2-3-4", Some(PlaceKind::BranchStore))
    );
    // Whose it is is found by name: nobody, somebody of another centre, one.
    let form = keeper.get("/places/new").await.body;
    assert!(form.contains("name=\"person\" type=\"text\"") && form.contains("data-find=\"person\""), "{form}");
    for name in ["nobody", "周工"] {
        let bag = [("kind", "bag"), ("name_zh", "陈工的包"), ("person", name)];
        let answer = keeper.post("/places/new", &bag).await;
        assert_eq!(wrong(&answer), format!("Nothing answers “{name}”."));
        assert!(answer.body.contains(&format!("value=\"{name}\"")), "{}", answer.body);
    }
    let bag: Vec<_> = [("kind", "bag"), ("name_zh", "陈工的包"), ("person", "zhanggong")].to_vec();
    keeper.get("/places/new").await;
    let bag = led_to(&keeper.post("/places/new", &bag).await, "places");
    assert_eq!(state::<Place>(&hub, bag).await.person(), Some(company.engineer));

    let (own, far) = (company.centre, company.other_centre);
    for (query, found) in [
        (String::new(), true),
        ("?kind=branch_store".into(), true),
        ("?kind=bag".into(), false),
        (format!("?centre={own}"), true),
        (format!("?centre={own}&kind=branch_store"), true),
        (format!("?centre={own}&kind=scrap"), false),
        (format!("?centre={far}"), false),
        ("?q=Store+one".into(), true),
        ("?q=1-2-3-4".into(), true),
        ("?q=yhk".into(), true),
        (format!("?q=yhk&kind=branch_store&centre={own}"), true),
        ("?q=yhk&kind=bag".into(), false),
    ] {
        let list = keeper.get(&format!("/places{query}")).await.body;
        assert_eq!(list.contains(&format!("/places/{made}")), found, "{query}: {list}");
    }
    assert_eq!(keeper.get("/places?kind=shelf").await.status, 400);
    assert_eq!(keeper.get("/places?centre=x").await.status, 400);
    assert!(keeper.get("/search?q=yhk").await.body.contains(&format!("href=\"/places/{made}\"")));
    only(&hub, "/places/new", &["admin", "manager", "keeper"]).await;
}

#[tokio::test]
async fn what_is_in_a_place_is_for_its_centre_and_its_keeping_too() {
    let (hub, company, mut keeper) = hub().await;
    let (near, far, card): (PlaceId, PlaceId, CardId) = (hub.fresh().into(), hub.fresh().into(), hub.fresh().into());
    let opening = |place| parts::moved(hub.fresh().into(), MovementDetails::opening(card, Quantity::pieces(7), place));
    let drafts = vec![
        parts::named(near, PlaceKind::BranchStore, "Near", company.centre, None),
        parts::named(far, PlaceKind::BranchStore, "Far", company.other_centre, None),
        parts::registered(card, parts::card("PLUG-1", false)),
        opening(near),
        opening(far),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let page = keeper.get(&format!("/places/{near}")).await.body;
    assert!(page.contains("PLUG-1") && page.contains("7 pcs New") && page.contains("/change"), "{page}");
    assert!(page.contains(&format!("/stock/receive?place={near}")), "{page}");
    let there = keeper.get(&format!("/places/{far}")).await;
    assert_eq!(there.status, 200, "everyone knows that it is there");
    assert!(there.body.contains("What is in it is for its centre to see.") && !there.body.contains("7 pcs"));
    assert!(!there.body.contains("/change"), "{}", there.body);
    for path in ["change", "close"] {
        assert_eq!(keeper.get(&format!("/places/{far}/{path}")).await.status, 403);
        assert_eq!(keeper.post(&format!("/places/{far}/{path}"), &[("reason", "x")]).await.status, 403);
    }
    let list = keeper.get(&format!("/stock/list?place={near}")).await.body;
    assert!(list.contains(&format!("/stock/{near}/{card}")) && list.contains("7 pcs New"), "{list}");
    let (_, csv) = keeper.file(&format!("/stock/list?place={near}&as=csv")).await;
    let csv = String::from_utf8(csv).expect("text");
    assert!(csv.contains("PLUG-1,PLUG-1,7 件"), "{csv}");
    assert_eq!(keeper.get(&format!("/stock/list?place={far}")).await.status, 404);
    assert_eq!(keeper.get("/stock/list?place=x").await.status, 400);
    // From the stock it is one step.
    let stock = keeper.get("/stock").await.body;
    assert!(stock.contains(&format!("/places/{near}")) && !stock.contains(&format!("/places/{far}")), "{stock}");
}

#[tokio::test]
async fn a_place_is_changed_by_two_at_once_and_given_to_another_centre_by_head_office() {
    let (hub, company, mut keeper) = hub().await;
    keeper.get("/places/new").await;
    let made = led_to(&keeper.post("/places/new", &NEW).await, "places");
    let (place, change) = (PlaceId::new(made), format!("/places/{made}/change"));
    let mut manager = Browser::of(&hub, "manager").await;
    keeper.get(&change).await;
    manager.get(&change).await;
    let shown = |name: &'static str, value: &'static str| -> Vec<_> {
        with(name, value).into_iter().filter(|(name, _)| !matches!(*name, "kind" | "person")).collect()
    };
    assert_eq!(keeper.post(&change, &shown("bin", "1-2-3-5")).await.status, 303);
    assert_eq!(manager.post(&change, &shown("name_en", "Store 1")).await.status, 303);
    assert!(points(&hub, place).await.is_empty());
    assert_eq!(manager.post(&change, &shown("bin", "9-9-9-9")).await.status, 303, "from the page that showed 1-2-3-4");
    assert_eq!(points(&hub, place).await, ["kept/place.bin"]);
    let mut admin = Browser::of(&hub, "admin").await;
    admin.get(&change).await;
    let far = company.other_centre.to_string();
    let given = [("name_zh", "一号库"), ("name_en", "Store 1"), ("bin", "1-2-3-5"), ("centre", far.as_str())];
    assert_eq!(admin.post(&change, &given).await.status, 303);
    let now: Place = state(&hub, made).await;
    assert_eq!((now.centre(), now.bin()), (Some(company.other_centre), "1-2-3-5"));
    assert!(points(&hub, place).await.is_empty());
    assert_eq!(keeper.get(&change).await.status, 403, "it is another centre's now");
    let page = admin.get(&format!("/places/{made}")).await.body;
    assert!(page.contains("<del>1-2-3-4</del> → <ins>1-2-3-5</ins>"), "{page}");
}

#[tokio::test]
async fn a_place_closes_when_nothing_is_in_it_and_opens_again() {
    let (hub, _, mut keeper) = hub().await;
    keeper.get("/places/new").await;
    let made = led_to(&keeper.post("/places/new", &NEW).await, "places");
    let (page, close) = (format!("/places/{made}"), format!("/places/{made}/close"));
    let card: CardId = hub.fresh().into();
    let opening = MovementDetails::opening(card, Quantity::pieces(7), made.into());
    let drafts =
        vec![parts::registered(card, parts::card("PLUG-1", false)), parts::moved(hub.fresh().into(), opening.clone())];
    hub.record(hub.hub.ledger.system(), drafts).await;
    keeper.get(&close).await;
    assert_eq!(wrong(&keeper.post(&close, &[("reason", "")]).await), "Please give a reason.");
    let full = refused(&keeper.post(&close, &[("reason", "moved")]).await);
    assert_eq!(full, "Parts that are still booked in it: 1 (PLUG-1: 7). Move them, or count the place first.");
    let out = MovementDetails { from: Some(made.into()), to: None, ..opening };
    hub.record(hub.hub.ledger.system(), vec![parts::moved(hub.fresh().into(), out)]).await;
    keeper.get(&close).await;
    assert_eq!(keeper.post(&close, &[("reason", "moved")]).await.status, 303);
    assert!(!keeper.get("/places").await.body.contains(&page));
    assert!(keeper.get("/places?ended=only&kind=branch_store").await.body.contains(&page));
    assert!(!keeper.get("/stock/receive").await.body.contains(&made.to_string()), "nothing is received there");
    assert_eq!(keeper.post(&format!("{page}/reopen"), &[]).await.status, 303);
    assert_eq!(refused(&keeper.post(&format!("{page}/reopen"), &[]).await), "This place is open already.");
    let told = keeper.get(&page).await.body;
    assert!(told.contains("Opened again") && told.contains("<ins>moved</ins>"), "{told}");
    only(&hub, &close, &["admin", "manager", "keeper"]).await;
}

/// The keeper sees until when the ledger is closed, when the next count is due, and what became known too late for it.
#[tokio::test]
async fn a_place_says_until_when_its_ledger_is_closed_and_what_came_late() {
    let (hub, company, mut keeper) = hub().await;
    let parts::Store { store, bag, plug, .. } = parts::store(&hub, &company).await;
    let page = format!("/places/{store}");
    assert!(keeper.get(&page).await.body.contains("never counted"));
    assert!(!keeper.get(&format!("/places/{bag}")).await.body.contains("never counted"), "nobody counts a bag");
    let (stocktake, at) = (hub.fresh(), time(hub.hub.clock.now_ms()));
    let counted = StocktakeEvent::Counted { place: store, lines: Vec::new(), remark: String::new(), whole: true };
    let drafts = vec![
        Draft::new(Subject::new("stocktake", stocktake), &counted),
        // Of before, and of the same moment on record: the count's keeper brings it along.
        parts::moved(hub.fresh().into(), MovementDetails { since: at.date_naive().pred_opt(), ..opening(plug, store) }),
    ];
    hub.record(company.keeper, drafts).await;
    let told = keeper.get(&page).await.body;
    assert!(told.contains("Closed up to") && told.contains("is due by"), "{told}");
    assert!(!told.contains("Arrived late") && !told.contains("Count overdue") && told.contains("Nothing is in it."));
    let late = MovementDetails { since: at.date_naive().pred_opt(), ..opening(plug, store) };
    hub.record(company.keeper, vec![parts::moved(hub.fresh().into(), late)]).await;
    hub.record(company.keeper, vec![parts::moved(hub.fresh().into(), opening(plug, store))]).await;
    let told = keeper.get(&page).await.body;
    assert_eq!(told.matches("Arrived late").count(), 1, "{told}");
    assert!(told.contains("P-2001 P-2001 +7 pcs") && !told.contains("Nothing is in it."), "{told}");
    hub.advance(62 * 24 * 3600 * 1000);
    let mut keeper = Browser::of(&hub, "keeper").await;
    assert!(keeper.get(&page).await.body.contains("Count overdue"));
}

fn opening(card: CardId, place: PlaceId) -> MovementDetails {
    MovementDetails::opening(card, Quantity::pieces(7), place)
}
