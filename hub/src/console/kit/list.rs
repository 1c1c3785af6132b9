//! A list: items in pages by key, a filter that reads and writes its own address, and the same items as a file.

use super::bar::Bar;
use super::columns::{COLUMN, Narrowed, chosen};
use super::export;
use super::field::Field;
use super::more::{Acts, More};
use super::source::{Column, Item, Items, Source};
use super::table::{Pick, Table};
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::visit::{Fields, Visit};
use crate::error::Fault;
use askama::Template;
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Items of a page.
const PAGE: usize = 50;
/// Where in the address the page begins: the key of the item before it.
const AFTER: &str = "after";
/// Where in the address the form of the answer stands: `csv` or `xlsx`; a page without it.
const FORMAT: &str = "as";

/// What stands behind the `?` of a list's address.
#[derive(Debug, Default, Clone)]
pub(in crate::console) struct Asked(Fields);

impl Asked {
    /// Of an address.
    pub(in crate::console) fn of(Query(pairs): Query<Vec<(String, String)>>) -> Self {
        Self(Fields(pairs))
    }
    /// What a filter asks for; empty for nothing.
    pub(in crate::console) fn get(&self, name: &str) -> &str {
        self.0.get(name)
    }
    /// All that is asked for under a name that may stand several times.
    pub(in crate::console) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.all(name)
    }
    /// The address of the same list from another place on, or in another form.
    fn address(&self, path: &str, filters: &[Field], more: &[(&str, &str)]) -> String {
        let kept = filters.iter().map(|filter| (filter.name(), self.get(filter.name())));
        let columns = self.0.all(COLUMN).map(|name| (COLUMN, name));
        let all = kept.chain(columns).chain(more.iter().copied()).filter(|(_, value)| !value.is_empty());
        let pair = |(name, value): (&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let pairs: Vec<String> = all.map(pair).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

/// What a list's page says beside its items.
pub(in crate::console) struct ListPage {
    /// The page, in its section.
    pub p: Page,
    /// Where it is.
    pub path: &'static str,
    /// What it is called.
    pub title: String,
    /// What it can be cut down by.
    pub filters: Vec<Field>,
    /// Where something new is entered, and the text of that; none for who may not.
    pub add: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "kit/list.html")]
struct View {
    page: ListPage,
    bar: Bar,
    table: Table,
    /// What is done to those that are ticked.
    acts: Option<Acts>,
    /// The columns that there are: name, heading, whether it is shown. The first one always is.
    choices: Vec<(&'static str, String, bool)>,
    /// What is asked for beside the columns, and the columns alone, as fields of a form.
    filtered: Vec<(&'static str, String)>,
    kept: Vec<String>,
    /// Whether a filter is set.
    narrow: bool,
    /// Whether more was found than is listed, and whether rows are still being written after an update.
    cut: bool,
    due: bool,
    /// Addresses.
    first: Option<String>,
    next: Option<String>,
    csv: String,
    xlsx: String,
}

/// All items of a list as a file: `csv` or `xlsx`.
///
/// # Errors
/// `query_unreadable` for another form, `list_cut` where more was found by words than can be put in order, and as the file's writer.
pub(in crate::console) async fn file(
    visit: &Visit,
    path: &str,
    form: &str,
    columns: &[Column],
    source: impl Source,
) -> Result<Response, Fault> {
    // A file that lacks something looks whole.
    if source.page(None, 1).await?.cut {
        return Err(Fault::bad("list_cut"));
    }
    match form {
        "csv" => Ok(export::csv(visit, path, columns, source)),
        "xlsx" => export::xlsx(visit, path, columns, source).await,
        _ => Err(Fault::bad("query_unreadable")),
    }
}

/// Answers a list: as a page, or as a file of all its items.
///
/// # Errors
/// [`Fault`] when the hub fails, `query_unreadable` for a form that is none, and as the file's writer.
pub(in crate::console) async fn answer(
    visit: &Visit,
    asked: &Asked,
    page: ListPage,
    source: impl Source,
) -> Result<Response, Fault> {
    answer_more(visit, asked, page, source, More::default()).await
}

/// The same, with what this list has beyond that.
///
/// # Errors
/// As [`answer`].
pub(in crate::console) async fn answer_more(
    visit: &Visit,
    asked: &Asked,
    mut page: ListPage,
    source: impl Source,
    More { acts }: More,
) -> Result<Response, Fault> {
    let all = source.columns(&page.p);
    let shown = chosen(&all, asked.0.all(COLUMN));
    let kept = asked.0.all(COLUMN).map(str::to_owned).collect();
    let choices: Vec<(&'static str, String, bool)> =
        all.into_iter().enumerate().map(|(at, column)| (column.name, column.text, shown.contains(&at))).collect();
    let source = Narrowed::new(source, shown);
    let columns = source.columns(&page.p);
    if !asked.get(FORMAT).is_empty() {
        return file(visit, page.path, asked.get(FORMAT), &columns, source).await;
    }
    let after = Some(asked.get(AFTER)).filter(|after| !after.is_empty());
    // One more than is shown says whether there is a next page.
    let Items { mut items, cut } = source.page(after.map(str::to_owned), PAGE + 1).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let to = |more: &[(&str, &str)]| asked.address(page.path, &page.filters, more);
    let next = items.last().filter(|_| more).map(|last| to(&[(AFTER, &last.key)]));
    let first = after.map(|_| to(&[]));
    let bar = Bar::of(visit, &page.p, page.path, &to(&[])).await?;
    let (csv, xlsx) = (to(&[(FORMAT, "csv")]), to(&[(FORMAT, "xlsx")]));
    let narrow = page.filters.iter().any(|filter| !asked.get(filter.name()).is_empty());
    let filtered = page.filters.iter().map(|filter| (filter.name(), asked.get(filter.name()).to_owned()));
    let filtered = filtered.filter(|(_, value)| !value.is_empty()).collect();
    page.filters = page.filters.into_iter().map(Field::filtering).collect();
    for filter in &mut page.filters {
        filter.fill(&asked.0);
    }
    let due = visit.hub().ledger.rows_are_due();
    // Whatever is listed: what somebody else records meanwhile is shown in place.
    page.p = page.p.live(None);
    let pick = |acts: &Acts, item: &Item| Pick {
        name: acts.field,
        value: item.id().to_owned(),
        label: page.p.t1("bulk-choose", "number", item.called()),
    };
    let picks = acts.iter().flat_map(|acts| items.iter().map(move |item| pick(acts, item))).collect();
    let table = Table { columns, items, picks };
    Ok(html(&View { page, bar, table, acts, choices, filtered, kept, narrow, cut, due, first, next, csv, xlsx }))
}
