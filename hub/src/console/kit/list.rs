//! A list: items in pages by key, a filter that reads and writes its own address, and the same items as a file.

use super::bar::Bar;
use super::columns::{COLUMN, Narrowed, chosen};
use super::export;
use super::field::Field;
use super::more::More;
use super::source::{Column, Item, Items, Source};
use super::table::{Table, Ticks};
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::request::{AuthContext, Fields};
use crate::error::Fault;
use askama::Template;
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

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
    /// All that is asked for under a name that may stand several times.
    pub(in crate::console) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.all(name)
    }
    /// The order that is asked for, and whether upside down; none for the list's own.
    pub(in crate::console) fn sort(&self) -> Option<(&str, bool)> {
        match self.get(SORT) {
            "" => None,
            sort => Some(sort.strip_prefix('-').map_or((sort, false), |sort| (sort, true))),
        }
    }
    /// The address of the same list from another place on, in another order or in another form. What `more` says again gives way to it.
    fn address(&self, path: &str, filters: &[Field], sort: &str, more: &[(&str, &str)]) -> String {
        let kept = filters.iter().map(|filter| (filter.name(), self.get(filter.name())));
        let kept = kept.filter(|(name, _)| more.iter().all(|(again, _)| again != name));
        let sort = std::iter::once((SORT, sort)).filter(|_| filters.iter().all(|filter| filter.name() != SORT));
        let columns = self.0.all(COLUMN).map(|name| (COLUMN, name));
        let all = kept.chain(sort).chain(columns).chain(more.iter().copied()).filter(|(_, value)| !value.is_empty());
        let pair = |(name, value): (&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let pairs: Vec<String> = all.map(pair).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
    /// The address of what was asked for, with what the field `name` means in place of what was typed into it.
    pub(in crate::console) fn meaning(&self, path: &str, name: &str, value: &str) -> String {
        let typed = [name.to_owned(), format!("{name}_for"), format!("{name}_chosen")];
        // The names are ours: letters and low lines.
        let ours = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let kept = self.0.0.iter().filter(|(field, value)| ours(field) && !value.is_empty() && !typed.contains(field));
        let pair = |name: &str, value: &str| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let mut pairs: Vec<String> = kept.map(|(field, value)| pair(field, value)).collect();
        pairs.push(pair(name, value));
        format!("{path}?{}", pairs.join("&"))
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

/// What a list is cut down to, as it is said above it.
struct Chip {
    label: String,
    text: String,
    /// The page of the record that it is; empty for none.
    address: String,
    /// The list without it.
    without: String,
}

#[derive(Template)]
#[template(path = "kit/list.html")]
struct View {
    page: ListPage,
    bar: Bar,
    table: Table,
    more: More,
    chips: Vec<Chip>,
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
    auth: &AuthContext,
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
        "csv" => Ok(export::csv(auth, path, columns, source)),
        "xlsx" => export::xlsx(auth, path, columns, source).await,
        _ => Err(Fault::bad("query_unreadable")),
    }
}

/// The orders of a list, by columns that are not shown as well: as the address has them, in words, whether the list stands so.
fn orders(columns: &[Column], stands: (&str, bool)) -> Vec<(String, String, bool)> {
    let both = |column: &Column| {
        let (order, text) = (column.order, &column.text);
        [
            (order.to_owned(), format!("{text} ↑"), (order, false) == stands),
            (format!("-{order}"), format!("{text} ↓"), (order, true) == stands),
        ]
    };
    columns.iter().filter(|column| !column.order.is_empty()).flat_map(both).collect()
}

/// Answers a list: as a page, or as a file of all its items.
///
/// # Errors
/// [`Fault`] when the hub fails, `query_unreadable` for a form that is none, and as the file's writer.
pub(in crate::console) async fn answer(
    auth: &AuthContext,
    asked: &Asked,
    page: ListPage,
    source: impl Source,
) -> Result<Response, Fault> {
    answer_more(auth, asked, page, source, More::default()).await
}

/// The same for a list whose page has more than every list has.
///
/// # Errors
/// As [`answer`].
pub(in crate::console) async fn answer_more(
    auth: &AuthContext,
    asked: &Asked,
    mut page: ListPage,
    mut source: impl Source,
    mut more: More,
) -> Result<Response, Fault> {
    let all = source.columns(&page.p);
    let shown = chosen(&all, asked.0.all(COLUMN));
    let names: Vec<&'static str> = shown.iter().filter_map(|at| all.get(*at)).map(|column| column.name).collect();
    source.show(&names);
    let kept = asked.0.all(COLUMN).map(str::to_owned).collect();
    let orders = match source.stands_by() {
        Some(stands) => orders(&all, stands),
        None => Vec::new(),
    };
    let choices: Vec<(&'static str, String, bool)> =
        all.into_iter().enumerate().map(|(at, column)| (column.name, column.text, shown.contains(&at))).collect();
    let source = Narrowed::new(source, shown);
    let mut columns = source.columns(&page.p);
    if !asked.get(FORMAT).is_empty() {
        return file(auth, page.path, asked.get(FORMAT), &columns, source).await;
    }
    let after = Some(asked.get(AFTER)).filter(|after| !after.is_empty());
    // One more than is shown says whether there is a next page.
    let Items { mut items, cut } = source.page(after.map(str::to_owned), more.most + 1).await?;
    let goes_on = items.len() > more.most;
    items.truncate(more.most);
    // Where there is one order, the address knows of none.
    let sort = if source.stands_by().is_some() { asked.get(SORT).to_owned() } else { String::new() };
    let to = |more: &[(&str, &str)]| asked.address(page.path, &page.filters, &sort, more);
    if let Some((by, down)) = source.stands_by() {
        for column in columns.iter_mut().filter(|column| column.order == by) {
            column.sorted = if down { "descending" } else { "ascending" };
        }
        for column in columns.iter_mut().filter(|column| !column.order.is_empty()) {
            let turned = format!("-{}", column.order);
            let next = if column.order == by && !down { turned.as_str() } else { column.order };
            column.link = asked.address(page.path, &page.filters, next, &[]);
        }
    }
    let next = items.last().filter(|_| goes_on).map(|last| to(&[(AFTER, &last.key)]));
    let first = after.map(|_| to(&[]));
    let bar = Bar::of(auth, &page.p, page.path, &to(&[])).await?;
    let (csv, xlsx) = (to(&[(FORMAT, "csv")]), to(&[(FORMAT, "xlsx")]));
    let narrow = page.filters.iter().any(|filter| !asked.get(filter.name()).is_empty());
    let filtered = page.filters.iter().map(|filter| (filter.name(), asked.get(filter.name()).to_owned()));
    let filtered = filtered.filter(|(_, value)| !value.is_empty()).collect();
    let of = std::mem::take(&mut more.of).into_iter().map(|of| {
        let without = to(&[(of.field, "")]);
        Chip { label: of.label, text: of.name, address: of.address, without }
    });
    let mut chips: Vec<Chip> = of.collect();
    let without: Vec<String> = page.filters.iter().map(|filter| to(&[(filter.name(), "")])).collect();
    page.filters = page.filters.into_iter().map(Field::filtering).collect();
    for (filter, without) in page.filters.iter_mut().zip(without) {
        filter.fill(&asked.0);
        if let Some((label, text)) = filter.says().filter(|_| more.folded) {
            let (label, text) = (label.to_owned(), text.to_owned());
            chips.push(Chip { label, text, address: String::new(), without });
        }
    }
    // Words stand first; in the address each filter keeps its place.
    page.filters.sort_by_key(|filter| !filter.is_wide());
    let due = auth.hub().ledger.rows_are_due();
    // Whatever is listed: what somebody else records meanwhile is shown in place.
    page.p = page.p.live(None);
    let box_of = |item: &Item| (item.id().to_owned(), page.p.t1("bulk-choose", "number", item.called()));
    let ticks = more.many.as_ref().map(|many| Ticks { field: many.field, each: items.iter().map(box_of).collect() });
    let table = Table::of(columns, items).classed(more.class);
    let table = match ticks {
        Some(ticks) => table.ticked(ticks),
        None => table,
    };
    let view = View {
        page,
        bar,
        table,
        more,
        chips,
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
    };
    Ok(html(&view))
}
