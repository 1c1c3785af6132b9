//! A list: items in pages by key, a filter that reads and writes its own address, and the same items as a file.

use super::bar::Bar;
use super::columns::{COLUMN, Narrowed, chosen};
use super::export;
use super::field::Field;
use super::source::{Column, Items, Source};
use super::table::Table;
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
/// Where in the address the order stands: the name of a column's order, with a `-` before it for upside down.
const SORT: &str = "sort";
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
    /// The order that is asked for, and whether upside down; none for the list's own.
    pub(in crate::console) fn sort(&self) -> Option<(&str, bool)> {
        match self.get(SORT) {
            "" => None,
            sort => Some(sort.strip_prefix('-').map_or((sort, false), |sort| (sort, true))),
        }
    }
    /// The address of the same list from another place on, in another order or in another form.
    fn address(&self, path: &str, filters: &[Field], sort: &str, more: &[(&str, &str)]) -> String {
        let kept = filters.iter().map(|filter| (filter.name(), self.get(filter.name())));
        let sort = std::iter::once((SORT, sort)).filter(|_| filters.iter().all(|filter| filter.name() != SORT));
        let columns = self.0.all(COLUMN).map(|name| (COLUMN, name));
        let all = kept.chain(sort).chain(columns).chain(more.iter().copied()).filter(|(_, value)| !value.is_empty());
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
    /// The columns that there are: name, heading, whether it is shown. The first one always is.
    choices: Vec<(&'static str, String, bool)>,
    /// What is asked for beside the columns, and the columns alone, as fields of a form.
    filtered: Vec<(&'static str, String)>,
    kept: Vec<String>,
    /// The order that is asked for; empty for the list's own.
    sort: String,
    /// The orders that there are: as the address has them, in words, whether the list stands so.
    orders: Vec<(String, String, bool)>,
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
    mut page: ListPage,
    source: impl Source,
) -> Result<Response, Fault> {
    let all = source.columns(&page.p);
    let shown = chosen(&all, asked.0.all(COLUMN));
    let kept = asked.0.all(COLUMN).map(str::to_owned).collect();
    let choices: Vec<(&'static str, String, bool)> =
        all.into_iter().enumerate().map(|(at, column)| (column.name, column.text, shown.contains(&at))).collect();
    let source = Narrowed::new(source, shown);
    let mut columns = source.columns(&page.p);
    if !asked.get(FORMAT).is_empty() {
        return file(visit, page.path, asked.get(FORMAT), &columns, source).await;
    }
    let after = Some(asked.get(AFTER)).filter(|after| !after.is_empty());
    // One more than is shown says whether there is a next page.
    let Items { mut items, cut } = source.page(after.map(str::to_owned), PAGE + 1).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    // Where there is one order, the address knows of none.
    let sort = if source.stands_by().is_some() { asked.get(SORT).to_owned() } else { String::new() };
    let to = |more: &[(&str, &str)]| asked.address(page.path, &page.filters, &sort, more);
    let mut orders = Vec::new();
    if let Some((by, down)) = source.stands_by() {
        for column in columns.iter_mut().filter(|column| column.order == by) {
            column.sorted = if down { "descending" } else { "ascending" };
        }
        for column in columns.iter_mut().filter(|column| !column.order.is_empty()) {
            let turned = format!("-{}", column.order);
            let next = if column.order == by && !down { turned.as_str() } else { column.order };
            column.link = asked.address(page.path, &page.filters, next, &[]);
            orders.push((column.order.to_owned(), format!("{} ↑", column.text), (column.order, false) == (by, down)));
            orders.push((turned, format!("{} ↓", column.text), (column.order, true) == (by, down)));
        }
    }
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
    let table = Table { columns, items };
    Ok(html(&View {
        page,
        bar,
        table,
        choices,
        filtered,
        kept,
        sort,
        orders,
        narrow,
        cut,
        due,
        first,
        next,
        csv,
        xlsx,
    }))
}
