//! Search on the phone: what it holds is found by what people say of it, what it does not hold is not, and no search reads more than it shows.

use super::kit::*;
use crate::domain::ids::{ContactId, EquipmentId, SiteId};
use crate::domain::jobs::{Job, JobEvent, Report};
use crate::domain::sites::{Contact, EquipmentDetails, EquipmentEvent, SiteChange, SiteDetails, SiteEvent};
use crate::domain::stream::Stream;
use crate::domain::values::{Bilingual, Phone as PhoneNumber};
use crate::kernel::{Body, Frontier, Subject};
use crate::screens::*;
use crate::sync::protocol::Entry as Sent;
use crate::text::Lang;

fn search(words: &str) -> Route {
    Route::Search { words: words.into(), customer: None }
}

fn shown(phone: &Phone, route: Route) -> SearchScreen {
    let Screen::Search(screen) = phone.screen(route) else { panic!() };
    screen
}

/// What is found: kind and title of each row.
fn found(phone: &Phone, words: &str) -> Vec<(String, String)> {
    let screen = shown(phone, search(words));
    let sections = std::iter::once(&screen.found).chain(&screen.others);
    sections.flat_map(|all| all.rows.iter().map(|row| (all.key.clone(), row.title.clone()))).collect()
}

fn site_named(phone: &mut Phone, n: u128, name: &str) -> SiteId {
    let site: SiteId = id(n);
    let details = SiteDetails {
        address: "长安街 7 号".into(),
        ..SiteDetails::new(id(10), id(3), Bilingual::same(name), "Asia/Shanghai")
    };
    phone.hub_sends(manager(), site.into(), &SiteEvent::Registered { details });
    site
}

#[test]
fn customers_sites_people_machines_and_jobs_are_found_by_what_people_say_of_them() {
    let mut phone = Phone::ready(Lang::Zh);
    let site = site_named(&mut phone, 700, "长沙站");
    let contact = Contact {
        id: id::<ContactId>(701),
        name: "单立".into(),
        title: "主任".into(),
        phone: Some(PhoneNumber::parse("138-0013-8000").unwrap()),
        may_sign: true,
        messenger: String::new(),
    };
    phone.hub_sends(manager(), site.into(), &SiteEvent::ContactSet { contact });
    let one = |kind: &str, title: &str| vec![(kind.to_owned(), title.to_owned())];
    for (typed, wanted) in [
        ("鼓楼", one("site", "鼓楼派出所")),
        ("glpcs", one("site", "鼓楼派出所")),
        ("drum tower", one("site", "鼓楼派出所")),
        ("公园路", one("site", "鼓楼派出所")),
        ("王建国", one("site", "鼓楼派出所")),
        ("1234", one("site", "鼓楼派出所")),
        ("单主任", vec![]),
        ("sl 主任", one("site", "长沙站")),
        ("13800138000", one("site", "长沙站")),
        ("长沙 长安街", one("site", "长沙站")),
        ("haishu", one("customer", "海曙公安分局")),
        ("ptz-0117", one("equipment", "球机")),
        ("0117", one("equipment", "球机")),
        ("jd1", one("equipment", "接地点")),
        ("机房", one("equipment", "接地点")),
        ("SH-D1-7", one("job", "大门东侧球机黑屏")),
        ("巡检", one("job", "一季度巡检")),
        // Not in this order, and not on this phone.
        ("楼鼓", vec![]),
        ("浦东", vec![]),
        ("\"", vec![]),
    ] {
        assert_eq!(found(&phone, typed), wanted, "{typed}");
    }
    assert_eq!(
        found(&phone, "海曙").iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(),
        ["customer", "job", "job"]
    );
    let screen = shown(&phone, search("单立"));
    let row = &screen.found.rows[0];
    assert_eq!((row.detail.as_str(), row.trailing.as_str()), ("单立（主任）", "138-0013-8000"), "who, and the number");
    assert!(screen.search.fields[0].hint.contains("本机"), "it says that only this phone is searched");
    let nothing = shown(&phone, search("浦东"));
    assert!(nothing.others.is_empty() && nothing.found.empty.contains("本机"), "{:?}", nothing.found);
    assert!(shown(&phone, search("")).found.rows.is_empty(), "nothing is listed unasked");
    // From my day, with what was typed.
    assert_eq!(phone.tap(Route::Today, "search", &[]).route, Some(search("")));
    assert_eq!(phone.tap(search(""), "search", &[("words", " 鼓楼 ")]).route, Some(search("鼓楼")));
    // Another name finds it, the old one does not.
    let change = SiteChange { name: Some(Bilingual::same("安定门")), ..SiteChange::default() };
    phone.hub_sends(manager(), site.into(), &SiteEvent::Changed { change });
    assert_eq!((found(&phone, "adm").len(), found(&phone, "长沙").len()), (1, 0));
    // What the hub files for others leaves the phone, and the search with it.
    let n = phone.app().store().cursors().unwrap()[&Stream::Everyone] + 1;
    let gone = Sent { s: Stream::Everyone, n, e: None, forget: Some(site.into()), quarantined: None };
    phone.app().store().receive(&[gone]).unwrap();
    assert_eq!(found(&phone, "安定门"), []);
}

#[test]
fn what_is_found_leads_to_its_screen_and_a_site_to_all_that_belongs_to_it() {
    let phone = Phone::ready(Lang::En);
    let open = |words: &str| shown(&phone, search(words)).found.rows[0].open.clone().unwrap();
    let Screen::Site(site) = phone.screen(open("drum")) else { panic!() };
    assert_eq!((site.head.title.as_str(), site.head.subtitle.as_str()), ("Drum Tower Station", "Haishu Police"));
    assert_eq!(site.about.rows[0].detail, "公园路 88 号");
    assert!(site.about.rows[0].map.is_some());
    let person = &site.contacts.rows[0];
    assert_eq!((person.title.as_str(), person.detail.as_str()), ("王建国, 所长", "0574-8700 1234"));
    let titles = |section: &Section| section.rows.iter().map(|row| row.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&site.equipment), ["Earthing point", "PTZ camera"]);
    assert_eq!(titles(&site.jobs), ["一季度巡检", "大门东侧球机黑屏"]);
    assert!(matches!(phone.screen(site.jobs.rows[1].open.clone().unwrap()), Screen::Job(_)));
    assert!(matches!(phone.screen(open("ptz-0117")), Screen::Equipment(_)));
    assert!(matches!(phone.screen(open("SH-D1-7")), Screen::Job(_)));
    // A customer leads to its sites, and the site back to those.
    let of_customer = shown(&phone, open("haishu"));
    assert_eq!((of_customer.head.subtitle.as_str(), of_customer.found.rows.len()), ("Haishu Police", 1));
    assert_eq!(site.about.rows.last().unwrap().open, Some(open("haishu")));
    assert_eq!(phone.app().screen(&Route::Site { site: "nonsense".into() }).unwrap_err().code, "id_unreadable");
}

/// Machines of the site, called alike, as many as `count`.
fn machines(phone: &mut Phone, from: u128, count: u128) {
    machines_with(phone, from, count, |n| format!("NB-{n}"));
}

/// The same with these serial numbers.
fn machines_with(phone: &mut Phone, from: u128, count: u128, sn: impl Fn(u128) -> String) {
    let bodies = (from..from + count).map(|n| {
        let details = EquipmentDetails {
            site: id(11),
            pn: "DH-SD6A".into(),
            sn: sn(n),
            name: Bilingual::new("枪机", "Bullet camera"),
            class: "camera_fixed".into(),
            place: "围墙".into(),
            parent: None,
            installed: None,
            warranty_end: None,
            life_end: None,
            contract: None,
        };
        let subject: Subject = id::<EquipmentId>(n).into();
        (subject, EquipmentEvent::Registered { details }.encode())
    });
    phone.hub_sends_many(manager(), bodies.collect(), &Frontier::new());
}

#[test]
fn a_search_reads_what_it_shows_however_much_the_phone_holds() {
    let mut phone = Phone::ready(Lang::En);
    machines(&mut phone, 20_000, 40);
    let read = |phone: &Phone, route: Route| {
        let before = phone.app().store().states_read();
        phone.screen(route);
        phone.app().store().states_read() - before
    };
    let site = Route::Site { site: id::<SiteId>(11).to_string() };
    let asked = |phone: &Phone| {
        [search("nb-20007"), search("NB-20007 枪机"), search("bullet"), search("nothing like it")]
            .map(|route| read(phone, route))
    };
    let (few, few_of_site) = (asked(&phone), read(&phone, site.clone()));
    machines(&mut phone, 30_000, 600);
    assert_eq!(asked(&phone), few, "beside fifteen times as many");
    assert_eq!(read(&phone, site.clone()), few_of_site);
    assert!(few.iter().all(|states| *states < 40), "{few:?}");
    // Of many the newest are shown, and the screen says that there are more.
    let rows = shown(&phone, search("bullet")).found.rows;
    assert_eq!((rows.len(), rows.last().unwrap().key.as_str()), (13, "more"));
    assert_eq!(rows[0].key, id::<EquipmentId>(30_599).to_string());
    // A site's machines come by pages, without a gap or a double.
    let Screen::Site(screen) = phone.screen(site.clone()) else { panic!() };
    let (mut keys, mut more) = (Vec::new(), screen.equipment.more.clone());
    keys.extend(screen.equipment.rows.into_iter().map(|row| row.key));
    while let Some(cursor) = more {
        let next = phone.app().page(&site, "equipment", &cursor).unwrap();
        keys.extend(next.rows.into_iter().map(|row| row.key));
        more = next.more;
    }
    assert!(keys.is_sorted_by(|a, b| a > b), "newest first");
    assert_eq!(keys.len(), 642);
    assert_eq!(phone.app().page(&site, "jobs", "nonsense").unwrap_err().code, "id_unreadable");
}

#[test]
fn a_whole_serial_number_finds_its_machine_among_a_delivery_with_one_beginning() {
    let mut phone = Phone::ready(Lang::Zh);
    machines_with(&mut phone, 20_000, 70, |n| format!("DS-2CD2T47G2-L20210315-{n}"));
    // The oldest of more than are looked at.
    let rows = shown(&phone, search("DS-2CD2T47G2-L20210315-20000")).found.rows;
    assert_eq!(rows[0].key, id::<EquipmentId>(20_000).to_string());
    assert_eq!(rows.iter().filter(|row| row.key != "more").count(), 1);
    // A label may say more than words are kept of it.
    let label = "https://a.b.example/c/d/e/f/g/h/i-77";
    let bound = EquipmentEvent::CodeBound { code: label.into() };
    phone.hub_sends(manager(), id::<EquipmentId>(20_001).into(), &bound);
    assert_eq!(shown(&phone, search(label)).found.rows[0].key, id::<EquipmentId>(20_001).to_string());
}

#[test]
fn jobs_are_found_as_they_are_corrected_and_after_a_new_key() {
    let mut phone = Phone::ready(Lang::Zh);
    let report = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state.report.unwrap().what;
    let other = Report { number: "SH-D9-1".into(), symptom: "录像机异响".into(), ..report };
    phone.hub_sends(manager(), Subject::new("job", id::<uuid::Uuid>(900)), &JobEvent::Reported(other));
    let one = vec![("job".to_owned(), "录像机异响".to_owned())];
    assert_eq!(found(&phone, "异响"), one);
    // While the key changes, and after.
    phone.app().store().begin_rotation().unwrap();
    assert_eq!(found(&phone, "异响"), one);
    phone.app().store().finish_rotation().unwrap();
    assert_eq!((found(&phone, "异响"), found(&phone, "d9-1")), (one.clone(), one));
}
