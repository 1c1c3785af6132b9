//! Rows of places as their stock is listed: by who sees into them, stores before bags before the rest, each by name.
//!
//! A function of the place's own state. What is summed of a place beside it is read from the sums of its parts (`stock::sums`).

use super::item::Item;
use super::page::{EVERY, Key};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{among, in_texts, parts, subject};
use crate::ledger::business::State;
use crate::sql::{self, Builder, Conn};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::filing::inside;
use fettle_core::domain::find::{Called, sort_key};
use fettle_core::domain::ids::{CentreId, PlaceId};
use fettle_core::domain::parts::{Place, PlaceKind};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Subject;
use fettle_core::text::Lang;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What stands of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlaceRow {
    rank: i64,
    kind: String,
    centre: String,
    store: bool,
    sort_zh: String,
    sort_en: String,
    streams: BTreeSet<String>,
}

/// The row of a state; none for another kind, and for a place whose opening is not known.
pub(super) fn said(state: &State) -> Option<PlaceRow> {
    let AnyFolded::Place(folded) = &state.0 else { return None };
    let place: &Place = &folded.state;
    let (kind, name) = (place.kind()?, place.name());
    let sort = |lang| sort_key(name.in_lang(lang), Called::Thing);
    let rank = PlaceKind::ALL.iter().position(|one| *one == kind).unwrap_or(PlaceKind::ALL.len());
    Some(PlaceRow {
        rank: i64::try_from(rank).unwrap_or(i64::MAX),
        kind: kind.code().to_owned(),
        centre: place.centre().map(|id| Subject::from(id).to_string()).unwrap_or_default(),
        store: place.is_open_store(),
        sort_zh: sort(Lang::Zh),
        sort_en: sort(Lang::En),
        streams: inside(place).iter().map(Stream::to_string).chain([EVERY.to_owned()]).collect(),
    })
}

/// What of a place decides what is short in it, and who is shown that: whether it is an open store, and under which streams its rows stand.
pub(super) type Held = (bool, BTreeSet<String>);

/// That of places, as their rows have it.
pub(super) async fn held(conn: &mut Conn, places: &BTreeSet<PlaceId>) -> Result<HashMap<PlaceId, Held>, HubError> {
    let mut found: HashMap<PlaceId, Held> = HashMap::new();
    if places.is_empty() {
        return Ok(found);
    }
    let subjects: Vec<Subject> = places.iter().map(|place| Subject::from(*place)).collect();
    let mut query = among("SELECT subject, store, stream FROM place_row WHERE subject IN (", &subjects);
    for row in query.build().fetch_all(conn).await? {
        let held = found.entry(subject(row.try_get(0)?)?.id().into()).or_default();
        held.0 = row.try_get::<i64, _>(1)? == 1;
        held.1.insert(row.try_get(2)?);
    }
    Ok(found)
}

/// Writes the rows of changed places. Gives those in which other parts may be short now, or for others.
pub(super) async fn put(conn: &mut Conn, items: &[Item]) -> Result<BTreeSet<PlaceId>, HubError> {
    let places: Vec<(&Item, PlaceRow)> = items.iter().filter_map(|item| Some((item, said(&item.state)?))).collect();
    if places.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids: BTreeSet<PlaceId> = places.iter().map(|(item, _)| item.subject.id().into()).collect();
    let before = held(conn, &ids).await?;
    let subjects: Vec<Subject> = places.iter().map(|(item, _)| item.subject.clone()).collect();
    among("DELETE FROM place_row WHERE subject IN (", &subjects).build().execute(&mut *conn).await?;
    let rows: Vec<(&Item, &PlaceRow, &String)> =
        places.iter().flat_map(|(item, row)| row.streams.iter().map(move |stream| (*item, row, stream))).collect();
    for some in parts(&rows) {
        let sql = "INSERT INTO place_row (subject, stream, rank, kind, centre, store, sort_zh, sort_en) ";
        let mut query = Builder::new(sql);
        query.push_values(some, |mut out, (item, row, stream)| {
            out.push_bind(item.subject.to_string())
                .push_bind((*stream).clone())
                .push_bind(row.rank)
                .push_bind(row.kind.clone())
                .push_bind(row.centre.clone())
                .push_bind(i64::from(row.store))
                .push_bind(row.sort_zh.clone())
                .push_bind(row.sort_en.clone());
        });
        query.build().execute(&mut *conn).await?;
    }
    let changed = places.into_iter().filter_map(|(item, row)| {
        let id: PlaceId = item.subject.id().into();
        (before.get(&id) != Some(&(row.store, row.streams))).then_some(id)
    });
    Ok(changed.collect())
}

/// Whether the rows of a place are those of its state.
pub(super) async fn holds(conn: &mut Conn, item: &Item) -> Result<bool, HubError> {
    let Some(wanted) = said(&item.state) else { return Ok(true) };
    let sql = "SELECT stream, rank, kind, centre, store, sort_zh, sort_en FROM place_row WHERE subject = $1";
    let mut streams = BTreeSet::new();
    for row in sql::query(sql).bind(item.subject.to_string()).fetch_all(conn).await? {
        let same = row.try_get::<i64, _>(1)? == wanted.rank
            && row.try_get::<String, _>(2)? == wanted.kind
            && row.try_get::<String, _>(3)? == wanted.centre
            && row.try_get::<i64, _>(4)? == i64::from(wanted.store)
            && row.try_get::<String, _>(5)? == wanted.sort_zh
            && row.try_get::<String, _>(6)? == wanted.sort_en;
        if !same {
            return Ok(false);
        }
        streams.insert(row.try_get::<String, _>(0)?);
    }
    Ok(streams == wanted.streams)
}

/// The streams under which `reach` finds places that it sees into: who is in no stream's list sees none.
pub(super) fn seen_by(reach: &Reach) -> Vec<String> {
    match reach {
        Reach::All(_) => vec![EVERY.to_owned()],
        Reach::Streams(streams) => {
            let of_places =
                |stream: &&Stream| matches!(stream, Stream::Everyone | Stream::Centre(_) | Stream::Person(_));
            streams.iter().filter(of_places).map(Stream::to_string).collect()
        }
    }
}

/// Which places a list of stock shows.
#[derive(Debug, Clone)]
pub struct Places<'q> {
    /// Who asks.
    pub reach: &'q Reach,
    /// In whose order of names.
    pub lang: Lang,
    /// Of this kind.
    pub kind: Option<PlaceKind>,
    /// Of this centre.
    pub centre: Option<CentreId>,
}

/// What lies at a place, summed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceSum {
    /// The place.
    pub place: PlaceId,
    /// Behind what a page goes on that ends with it.
    pub key: Key,
    /// Parts of which something is there or is missing.
    pub parts: u64,
    /// How many there are of those that are counted in whole things, in thousandths.
    pub pieces: i64,
    /// How many of these may not be issued.
    pub faulty: i64,
    /// Parts of which more was taken of something than was booked.
    pub below_zero: u64,
    /// Parts of which it has too little.
    pub short: u64,
}

impl Ledger {
    /// Places in which something is, that the asker sees into: stores before bags before the rest, each by name; behind `after`, at most `most`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer, or `after` is no key of this list.
    pub async fn places_in_stock(
        &self,
        asks: &Places<'_>,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<PlaceSum>, HubError> {
        let sort = if asks.lang == Lang::En { "sort_en" } else { "sort_zh" };
        // Places are few beside what moves; a place of a centre and a person stands once.
        let mut query = Builder::new(format!(
            "SELECT DISTINCT t.subject, t.rank, t.{sort} AS sort FROM place_row t WHERE t.stream IN ("
        ));
        in_texts(&mut query, &seen_by(asks.reach));
        if let Some(kind) = asks.kind {
            query.push(" AND t.kind = ").push_bind(kind.code());
        }
        if let Some(centre) = asks.centre {
            query.push(" AND t.centre = ").push_bind(Subject::from(centre).to_string());
        }
        if let Some(Key { sort: from, subject }) = after {
            let bad = || HubError::Record("key of a page".into());
            let (rank, name) = from.split_once('~').ok_or_else(bad)?;
            let rank: i64 = rank.parse().map_err(|_| bad())?;
            query.push(format!(" AND (t.rank, t.{sort}, t.subject) > (")).push_bind(rank).push(", ");
            query.push_bind(name.to_owned()).push(", ").push_bind(subject.to_string()).push(")");
        }
        // What ran empty is in the table, and not in this index.
        let there = self.indexed_by("stock_sum_there");
        query.push(format!(
            " AND EXISTS (SELECT 1 FROM stock_sum s {there} WHERE s.place = substr(t.subject, 7) AND s.lines > 0)"
        ));
        query.push(" ORDER BY rank, sort, subject LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        let mut conn = self.db.read().acquire().await?;
        let mut found: Vec<PlaceSum> = Vec::new();
        for row in query.build().fetch_all(&mut *conn).await? {
            let subject = subject(row.try_get(0)?)?;
            let (rank, name): (i64, String) = (row.try_get(1)?, row.try_get(2)?);
            found.push(PlaceSum {
                place: subject.id().into(),
                key: Key { sort: format!("{rank}~{name}"), subject },
                parts: 0,
                pieces: 0,
                faulty: 0,
                below_zero: 0,
                short: 0,
            });
        }
        if found.is_empty() {
            return Ok(found);
        }
        let names: Vec<String> = found.iter().map(|one| one.place.to_string()).collect();
        let mut by_place: BTreeMap<PlaceId, &mut PlaceSum> = found.iter_mut().map(|one| (one.place, one)).collect();
        let of = |text: String| text.parse::<PlaceId>().map_err(|_| HubError::Record(format!("place {text}")));
        let mut query = Builder::new(format!(
            "SELECT place, COUNT(*), SUM(CAST(CASE WHEN whole = 1 THEN usable + other ELSE 0 END AS DOUBLE PRECISION)), \
             SUM(CAST(CASE WHEN whole = 1 THEN other ELSE 0 END AS DOUBLE PRECISION)), \
             CAST(SUM(CASE WHEN below > 0 THEN 1 ELSE 0 END) AS BIGINT) FROM stock_sum {there} WHERE lines > 0 AND place IN (",
        ));
        in_texts(&mut query, &names);
        query.push(" GROUP BY place");
        for row in query.build().fetch_all(&mut *conn).await? {
            if let Some(sum) = by_place.get_mut(&of(row.try_get(0)?)?) {
                sum.parts = crate::data::uint(row.try_get(1)?);
                // To the nearest number that can be counted: a sum of whole numbers would fail beyond 2^63.
                (sum.pieces, sum.faulty) = (row.try_get::<f64, _>(2)? as i64, row.try_get::<f64, _>(3)? as i64);
                sum.below_zero = crate::data::uint(row.try_get(4)?);
            }
        }
        let mut query = Builder::new("SELECT place, COUNT(*) FROM stock_short WHERE stream = ");
        query.push_bind(EVERY).push(" AND place IN (");
        in_texts(&mut query, &names);
        query.push(" GROUP BY place");
        for row in query.build().fetch_all(&mut *conn).await? {
            if let Some(sum) = by_place.get_mut(&of(row.try_get(0)?)?) {
                sum.short = crate::data::uint(row.try_get(1)?);
            }
        }
        Ok(found)
    }

    /// Open stores that the asker sees into, by name, at most `most`: what slips may be asked for.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn stores(&self, reach: &Reach, lang: Lang, most: i64) -> Result<Vec<PlaceId>, HubError> {
        let sort = if lang == Lang::En { "sort_en" } else { "sort_zh" };
        let mut query = Builder::new(format!(
            "SELECT DISTINCT subject, rank, {sort} AS sort FROM place_row WHERE store = 1 AND stream IN ("
        ));
        in_texts(&mut query, &seen_by(reach));
        query.push(" ORDER BY rank, sort, subject LIMIT ").push_bind(most);
        let rows = query.build().fetch_all(self.db.read()).await?;
        rows.iter().map(|row| Ok(subject(row.try_get(0)?)?.id().into())).collect()
    }
}
