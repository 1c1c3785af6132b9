//! Rows are chosen, and headings of the company's own are remembered.

use super::whole::{count, ended};
use super::*;
use crate::import::batch::{self, State};
use crate::import::{Chosen, Makes, remembered};
use crate::testing::TestHub;
use fettle_core::domain::sites::{Customer, Site};

#[tokio::test]
async fn only_the_rows_that_were_ticked_come_in_and_what_names_another_is_refused() {
    let hub = TestHub::start().await;
    let files: Files = sample()
        .into_iter()
        .filter(|(name, _)| ["centres.csv", "customers.csv", "sites.csv"].contains(&name.as_str()))
        .collect();
    let id = batch::stage(&hub.hub, hub.hub.ledger.system(), files).await.expect("staged");
    let offered = batch::offered(&hub.hub, id).await.expect("read");
    let rows = |kind: &str| offered.iter().filter(|row| row.kind == kind).collect::<Vec<_>>();
    assert!(offered.iter().all(|row| row.makes == Makes::New) && rows("customers").len() == 3);
    assert!(rows("customers")[0].what.contains("GAFJ"), "{offered:?}");
    // None but the centres and one customer.
    let mut chosen = Chosen::every(false);
    rows("centres").iter().for_each(|row| chosen.set(&row.place, true));
    chosen.set("customers.csv:2", true);
    batch::choose(&hub.hub, id, chosen.clone()).await.expect("chosen");
    let staged = batch::get(&hub.hub, id).await.unwrap().unwrap();
    let counts = staged.told.counts["customers"];
    assert_eq!((counts.new, counts.left, staged.told.wrong), (1, 2, 0));
    assert_eq!(batch::offered(&hub.hub, id).await.unwrap().len(), offered.len(), "all may still be chosen");
    // A site whose customer is left out.
    let other = rows("sites").iter().position(|row| row.what.starts_with("FJ")).expect("a site");
    let site = rows("sites")[other].place.clone();
    chosen.set("customers.csv:2", false);
    chosen.set("customers.csv:3", true);
    chosen.set(&site, true);
    batch::choose(&hub.hub, id, chosen.clone()).await.expect("chosen");
    let staged = batch::get(&hub.hub, id).await.unwrap().unwrap();
    assert_eq!(staged.told.problems.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["import_row_left"]);
    chosen.set("customers.csv:2", true);
    chosen.set("customers.csv:3", false);
    batch::choose(&hub.hub, id, chosen).await.expect("chosen");
    batch::begin(&hub.hub, id, Wanted::default()).await.expect("begun");
    let done = ended(&hub, id).await;
    assert_eq!((done.state, done.outcome.as_str()), (State::Done, ""));
    assert_eq!((count::<Customer>(&hub).await, count::<Site>(&hub).await), (1, 1));
    assert!(batch::choose(&hub.hub, id, Chosen::default()).await.is_err(), "it is decided");
}

#[tokio::test]
async fn what_a_heading_stands_for_is_said_once_and_remembered_until_it_is_forgotten() {
    let hub = TestHub::start().await;
    let by = hub.hub.ledger.system();
    let list = |rows: &str| {
        Files::from([("customers.csv".to_owned(), format!("客户号,单位,中文名,内部\n{rows}").into_bytes())])
    };
    let id = batch::stage(&hub.hub, by, list("A,教育,小学,x\n")).await.expect("staged");
    let told = batch::get(&hub.hub, id).await.unwrap().unwrap().told;
    let kind = |heading: &str| ("customers".to_owned(), heading.to_owned());
    assert_eq!(told.headings, [kind("内部"), kind("单位"), kind("客户号")]);
    for (heading, column) in [("客户号", "code"), ("单位", "industry"), ("内部", "")] {
        remembered::remember(&hub.hub, by, "customers", heading, column).await.expect("kept");
    }
    assert!(remembered::remember(&hub.hub, by, "customers", "x", "nowhere").await.is_err());
    batch::look_again(&hub.hub, id).await.expect("looked");
    let told = batch::get(&hub.hub, id).await.unwrap().unwrap().told;
    assert_eq!((told.headings.as_slice(), told.wrong, told.counts["customers"].new), (&[][..], 0, 1));
    batch::begin(&hub.hub, id, Wanted::default()).await.expect("begun");
    assert_eq!(ended(&hub, id).await.state, State::Done);
    let all = hub.hub.ledger.all::<Customer>().await.unwrap();
    assert_eq!((all[0].1.state.code.as_str(), all[0].1.state.industry.as_str()), ("A", "教育"));
    // The next list needs nothing said, by command either, and its kind is known by its headings.
    let next = Files::from([("list.csv".to_owned(), "客户号,单位,中文名,内部\nB,电力,电厂,y\n".into())]);
    let (told, done) =
        crate::import::command::carry_out(&hub.hub, hub.fresh(), next.clone(), Wanted::default(), false).await.unwrap();
    assert!(done && told.counts["customers"].new == 1, "{told:?}");
    assert_eq!(remembered::list(&hub.hub).await.unwrap().len(), 3);
    remembered::forget(&hub.hub, "customers", "单位").await.expect("forgotten");
    let plan = preview(&hub.hub, list("C,教育,中学,z\n"), false).await.unwrap();
    assert_eq!(problems(&plan)[0].3, "import_column_unknown");
}
