//! By what customers and sites are known again, and that no field is lost on the way out and in.

use super::whole::{changes_nothing, imported, looked};
use super::*;
use crate::testing::TestHub;
use fettle_core::domain::sites::{Contact, Customer, Site};

/// A list of customers, alone.
fn customers(rows: &str) -> Files {
    Files::from([("customers.csv".to_owned(), format!("code,name_zh,industry\n{rows}").into_bytes())])
}

async fn names(hub: &TestHub) -> Vec<(String, String)> {
    let all = hub.hub.ledger.all::<Customer>().await.unwrap();
    let mut names: Vec<_> = all.iter().map(|(_, c)| (c.state.code.clone(), c.state.name.zh.clone())).collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_code_says_which_customer_a_row_is_about_and_the_name_where_there_is_none() {
    let hub = TestHub::start().await;
    imported(&hub, customers("A,小学,教育\nB,中学,教育\n,大学,教育\n"), Wanted::default()).await;
    changes_nothing(&hub, customers("A,小学,教育\nB,中学,教育\n,大学,教育\n")).await;
    // Without a code by name; what the row does not say of the code is no difference.
    changes_nothing(&hub, customers(",小学,教育\n")).await;
    // Under its code it has another name by now.
    let renamed = looked(&hub, customers("Ａ,实验小学,教育\n")).await;
    assert_eq!((renamed.new_of("customers"), renamed.differs.len()), (0, 1));
    let told = &renamed.differs[0];
    assert_eq!((told.column.as_ref(), told.old.as_str(), told.new.as_str()), ("name_zh", "小学", "实验小学"));
    // A thing without a code gets the one of its row.
    let update = Wanted { update: true, ..Wanted::default() };
    imported(&hub, customers("Ａ,实验小学,教育\nC,大学,教育\n"), update).await;
    let now = [("A", "实验小学"), ("B", "中学"), ("C", "大学")].map(|(code, name)| (code.to_owned(), name.to_owned()));
    assert_eq!(names(&hub).await, now);
    // What leads to two things is refused and changes nothing.
    for (rows, line, column, code) in [
        ("A,中学,教育\n", 2, "code", "import_code_of_other"),
        ("D,中学,教育\n", 2, "name_zh", "import_name_of_other"),
        ("E,幼儿园,教育\nE,技校,教育\n", 2, "code", "import_repeated"),
        ("E,幼儿园,教育\nF,幼儿园,教育\n", 3, "name_zh", "import_name_twice"),
        ("A,实验小学,教育\n,实验小学,教育\n", 3, "name_zh", "import_same_thing"),
    ] {
        let plan = preview(&hub.hub, customers(rows), true).await.unwrap();
        let first = plan.problems.iter().next().unwrap_or_else(|| panic!("{rows} passed"));
        assert_eq!((first.line, first.column.as_str(), first.code.as_str()), (line, column, code), "{rows}");
        assert!(!first.reason(Lang::En).contains('_') && !first.reason(Lang::Zh).contains('_'));
        assert!(plan.drafts.is_empty() || code == "import_name_twice", "{rows}");
    }
    assert_eq!(names(&hub).await, now);
}

/// Two sites of one name, and what has no code, are told apart by customer; every field of both kinds goes out and comes in again.
#[tokio::test]
async fn every_field_of_customers_and_sites_goes_out_and_comes_in_again() {
    let hub = TestHub::start().await;
    let mut files = Files::from([("centres.csv".to_owned(), sample()["centres.csv"].clone())]);
    let customers = "code,name_zh,name_en,industry,centre,notes\n\
        A,小学,School,教育,BJ,\"=一;二\n\"\"三\"\", 四\"\n,中学,Middle school,教育,,\n,大学,,,SH,-\n";
    let sites = "code,customer,centre,name_zh,name_en,address,latitude,longitude,zone,access,parking,keys,notes\n\
        S1,A,BJ,机房,Room,路1号,39.9,116.4,Asia/Shanghai,9-17,西门,值班室,\"+1\n2\"\n\
        ,中学,BJ,机房,,,,,Asia/Shanghai,,,,\n,大学,SH,机房,,,,,Asia/Shanghai,a,b,c,d\n";
    let contacts = "site,name,title,phone,may_sign,messenger\nS1,赵一,科长,13900000101,yes,zhao_1\n机房/中学,钱二,,,no,\n机房/大学,孙三,,,no,\n";
    for (name, text) in [("customers.csv", customers), ("sites.csv", sites), ("contacts.csv", contacts)] {
        files.insert(name.to_owned(), text.as_bytes().to_vec());
    }
    imported(&hub, files.clone(), Wanted::default()).await;
    changes_nothing(&hub, files).await;
    let out = tempfile::tempdir().unwrap();
    folder(&hub.hub, out.path()).await.expect("exported");
    let written = read_folder(out.path()).unwrap();
    changes_nothing(&hub, written.clone()).await;
    for lang in Lang::ALL {
        let bytes = book(&hub.hub, lang).await.expect("a book");
        changes_nothing(&hub, Files::from([("company.xlsx".to_owned(), bytes)])).await;
    }
    let other = TestHub::start().await;
    imported(&other, written, Wanted::default()).await;
    let (here, there) = (facts(&hub).await, facts(&other).await);
    assert_eq!(here, there);
    assert_eq!(here.len(), 6);
    assert!(here.iter().any(|fact| fact.contains("=一;二\\n\\\"三\\\", 四")), "{here:?}");
    assert!(here.iter().any(|fact| fact.contains("值班室") && fact.contains("+1\\n2")), "{here:?}");
    // Each of the fields is told where a list says otherwise, and taken.
    let list = "code,name_zh,centre,notes\nA,小学,上海服务中心,五\n";
    let files = Files::from([("customers.csv".to_owned(), list.into())]);
    let told: Vec<_> = looked(&hub, files.clone()).await.differs.iter().map(|d| d.column.to_string()).collect();
    assert_eq!(told, ["centre", "notes"]);
    let update = Wanted { update: true, ..Wanted::default() };
    imported(&hub, files.clone(), update).await;
    changes_nothing(&hub, files).await;
    let list =
        "code,customer,centre,name_zh,zone,access,parking,keys,notes\nS1,A,北京服务中心,机房,Asia/Shanghai,1,2,3,4\n";
    let files = Files::from([("sites.csv".to_owned(), list.into())]);
    let told: Vec<_> = looked(&hub, files.clone()).await.differs.iter().map(|d| d.column.to_string()).collect();
    assert_eq!(told, ["access", "parking", "keys", "notes"]);
    imported(&hub, files.clone(), update).await;
    changes_nothing(&hub, files).await;
}

/// Everything that is on record of customers and sites, ids left out.
async fn facts(hub: &TestHub) -> Vec<String> {
    use fettle_core::domain::people::Centre;
    let centres = hub.hub.ledger.all::<Centre>().await.unwrap();
    let customers = hub.hub.ledger.all::<Customer>().await.unwrap();
    let named = |id: Option<Uuid>| {
        let centre = centres.iter().find(|(own, _)| Some(*own) == id).map(|(_, c)| c.state.name.zh.clone());
        centre.or_else(|| customers.iter().find(|(own, _)| Some(*own) == id).map(|(_, c)| c.state.name.zh.clone()))
    };
    let mut all: Vec<String> = Vec::new();
    for (_, c) in &customers {
        let Customer { name, industry, code, notes, centre, .. } = &c.state;
        all.push(format!("{name:?} {industry} {code} {notes:?} {:?}", named(centre.map(|id| id.uuid()))));
    }
    for (_, s) in hub.hub.ledger.all::<Site>().await.unwrap() {
        let Site { name, address, position, zone, code, access, parking, keys, notes, .. } = &s.state;
        let whose = (named(s.state.customer.map(|id| id.uuid())), named(s.state.centre.map(|id| id.uuid())));
        let told = |c: &Contact| format!("{} {} {:?} {} {}", c.name, c.title, c.phone, c.may_sign, c.messenger);
        let contacts: Vec<_> = s.state.contacts.values().map(told).collect();
        all.push(format!(
            "{name:?} {address} {position:?} {zone} {code} {access} {parking} {keys} {notes:?} {whose:?} {contacts:?}"
        ));
    }
    all.sort();
    all
}

#[tokio::test]
async fn what_ended_is_not_exported() {
    let hub = TestHub::start().await;
    imported(&hub, sample(), Wanted::default()).await;
    let by = hub.hub.ledger.system();
    let all = hub.hub.ledger.all::<Customer>().await.unwrap();
    let (id, _) = all.iter().find(|(_, c)| c.state.code == "XIAO").unwrap();
    let body = fettle_core::domain::sites::CustomerEvent::Deactivated { reason: "over".into() };
    let subject = fettle_core::kernel::Subject::new("customer", *id);
    let mut drafts = vec![fettle_core::kernel::Draft::new(subject, &body)];
    for (site, state) in hub.hub.ledger.all::<Site>().await.unwrap() {
        if state.state.customer.map(|c| c.uuid()) == Some(*id) {
            let body = fettle_core::domain::sites::SiteEvent::Closed { reason: "over".into() };
            drafts.push(fettle_core::kernel::Draft::new(fettle_core::kernel::Subject::new("site", site), &body));
        }
    }
    hub.hub.ledger.record(by, drafts).await.unwrap();
    let out = tempfile::tempdir().unwrap();
    folder(&hub.hub, out.path()).await.expect("exported");
    let written = read_folder(out.path()).unwrap();
    assert!(!String::from_utf8_lossy(&written["customers.csv"]).contains("XIAO"));
    changes_nothing(&hub, written.clone()).await;
    let other = TestHub::start().await;
    imported(&other, written, Wanted::default()).await;
    assert!(names(&other).await.iter().all(|(code, _)| code != "XIAO"));
}
