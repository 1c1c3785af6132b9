//! Lists of the directory: a page by key in one of its orders, cut down by owner, facets and last day; or what answers words.

use super::directory::{By, COLUMNS, Listed, day_text, listed};
use super::facet::Facet;
use super::page::{Key, Page, Within};
use super::question::{MOST_SORTED, matching_all};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::sql::Builder;
use chrono::NaiveDate;
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::Contract;
use fettle_core::kernel::{Aggregate, Subject};
use fettle_core::text::Lang;

/// Which of what is over a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ended {
    /// None of it.
    #[default]
    Without,
    /// That alone.
    Only,
    /// All.
    All,
}

/// What a list of the directory asks for.
#[derive(Debug, Clone)]
pub struct Directory<'q> {
    /// The kind.
    pub kind: &'q str,
    /// Who asks.
    pub reach: &'q Reach,
    /// In whose order of names.
    pub lang: Lang,
    /// Only what answers these words; empty for everything.
    pub words: &'q str,
    /// Only what belongs to this one.
    pub owner: Option<Subject>,
    /// Only those of this facet.
    pub facet: Option<Facet>,
    /// What is over.
    pub ended: Ended,
    /// By which day it is over.
    pub today: NaiveDate,
}

/// In which order a list of the directory stands, and what else it is cut down to.
#[derive(Debug, Clone, Default)]
pub struct ListOrder {
    /// What it stands by.
    pub by: By,
    /// The last of it first.
    pub down: bool,
    /// Only those of each of these facets as well.
    pub within: Vec<Facet>,
    /// Only those whose last day is one of these: the first and the last of them.
    pub ends: Option<(NaiveDate, NaiveDate)>,
}

/// Behind every text of ours.
const LAST: &str = "\u{10FFFF}";

/// Where a range of an index begins, in the direction of its order, and the last day at which it ends; an empty one is none.
struct Range {
    sort: String,
    subject: String,
    end: String,
}

impl ListOrder {
    /// The range of what is over or not, behind `after`.
    fn range(&self, asks: &Directory<'_>, ended: i64, after: Option<&Key>) -> Range {
        let (sort, subject) = match after {
            Some(after) => (after.sort.clone(), after.subject.to_string()),
            None if self.down => (LAST.to_owned(), String::new()),
            None => Default::default(),
        };
        if self.by != By::Until {
            return Range { sort, subject, end: String::new() };
        }
        // What lies before or behind the days in question is not even read.
        let mut days = (String::new(), String::new());
        if let Some((from, to)) = self.ends {
            days = (day_text(Some(from)), day_text(Some(to)));
        }
        if asks.kind == Contract::KIND {
            match asks.ended {
                Ended::Without => days.0 = days.0.max(day_text(Some(asks.today))),
                Ended::Only if ended == 0 && days.1.is_empty() => days.1 = day_text(asks.today.pred_opt()),
                Ended::Only | Ended::All => {}
            }
        }
        let (lowest, highest) = days;
        let (begins, ends) = if self.down { (highest, lowest) } else { (lowest, highest) };
        let outside = !begins.is_empty() && if self.down { sort > begins } else { sort < begins };
        match outside {
            // All of that day is within.
            true if self.down => Range { sort: begins, subject: LAST.to_owned(), end: ends },
            true => Range { sort: begins, subject: String::new(), end: ends },
            false => Range { sort, subject, end: ends },
        }
    }
    /// What was found in its order, behind `after`.
    fn sorted(&self, found: Vec<Listed>, lang: Lang, after: Option<&Key>) -> Vec<Listed> {
        let mut found: Vec<(Key, Listed)> = found.into_iter().map(|row| (row.key(self.by, lang), row)).collect();
        found.sort_by(|(one, _), (other, _)| if self.down { other.cmp(one) } else { one.cmp(other) });
        let behind = |key: &Key| after.is_none_or(|after| if self.down { key < after } else { key > after });
        found.into_iter().filter(|(key, _)| behind(key)).map(|(_, row)| row).collect()
    }
}

impl Ledger {
    /// A page of the directory, behind `after`, of at most `limit` rows. Sorted by name; what words ask for as well.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn directory(
        &self,
        asks: &Directory<'_>,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Page<Listed>, HubError> {
        self.directory_in(asks, &ListOrder::default(), after, limit).await
    }

    /// A page of the directory in this order.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn directory_in(
        &self,
        asks: &Directory<'_>,
        order: &ListOrder,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Page<Listed>, HubError> {
        let (mut rows, cut) = if !asks.words.trim().is_empty() {
            let (found, cut) = self.directory_by_words(asks, order).await?;
            (order.sorted(found, asks.lang, after), cut)
        } else if order.ends.is_some() && order.by != By::Until {
            // What ends within some days is one range in the order of days alone: for another one it is sorted here, as what answers words is.
            let by_day = ListOrder { by: By::Until, down: false, ..order.clone() };
            let mut found = self.directory_range(asks, &by_day, None, MOST_SORTED + 1).await?;
            let cut = found.len() > MOST_SORTED;
            found.truncate(MOST_SORTED);
            (order.sorted(found, asks.lang, after), cut)
        } else {
            (self.directory_range(asks, order, after, limit + 1).await?, false)
        };
        let last = |rows: &[Listed]| rows.get(limit.saturating_sub(1)).map(|row| row.key(order.by, asks.lang));
        let next = if rows.len() > limit { last(&rows) } else { None };
        rows.truncate(limit);
        Ok(Page { rows, next, cut })
    }

    async fn directory_range(
        &self,
        asks: &Directory<'_>,
        order: &ListOrder,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<Listed>, HubError> {
        let sort = order.by.column(asks.lang);
        let (than, way) = if order.down { ("<", " DESC") } else { (">", "") };
        let facets: Vec<&Facet> = asks.facet.iter().chain(&order.within).collect();
        // What an owner has stands under no stream.
        let (within, also) = match facets.split_first() {
            _ if asks.owner.is_some() => (Within::asking(asks.reach), &*facets),
            Some((facet, also)) => (facet.within(asks.kind, asks.reach), also),
            None => (Within::of(asks.reach), &*facets),
        };
        let by_days = asks.kind == Contract::KIND;
        let ranges: &[i64] = match asks.ended {
            Ended::Without => &[0],
            Ended::Only if !by_days => &[1],
            Ended::Only | Ended::All => &[0, 1],
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut query = Builder::new(format!("SELECT {COLUMNS} FROM ("));
        let mut first = true;
        for (stream, ended) in within.streams.iter().flat_map(|stream| ranges.iter().map(move |ended| (stream, *ended)))
        {
            query.push(if first { "" } else { " UNION " });
            first = false;
            // What a contract's last day says is asked of each row: there is one order, and the days go by.
            query.push(format!("SELECT * FROM (SELECT t.subject, t.{sort} AS sort FROM "));
            match &asks.owner {
                Some(owner) => query.push("directory t WHERE t.owner = ").push_bind(owner.to_string()),
                None => query.push("directory_in t WHERE t.stream = ").push_bind(stream.clone()),
            };
            query.push(" AND t.kind = ").push_bind(asks.kind.to_owned());
            query.push(" AND t.ended = ").push_bind(ended);
            let range = order.range(asks, ended, after);
            query.push(format!(" AND (t.{sort}, t.subject) {than} ("));
            match order.by {
                By::Changed => query.push_bind(range.sort.parse().unwrap_or(if order.down { i64::MAX } else { -1 })),
                By::Name | By::Code | By::Until => query.push_bind(range.sort),
            };
            query.push(", ").push_bind(range.subject).push(")");
            if order.by == By::Until {
                // The index has these alone.
                query.push(" AND t.sort_until <> ''");
            }
            if !range.end.is_empty() {
                query.push(if order.down { " AND t.sort_until >= " } else { " AND t.sort_until <= " });
                query.push_bind(range.end);
            }
            for facet in also {
                query.push(" AND EXISTS (SELECT 1 FROM directory_in x WHERE x.subject = t.subject AND x.stream = ");
                query.push_bind(facet.once()).push(")");
            }
            within.each(&mut query, "t.subject");
            if by_days {
                by_day(&mut query, asks, ended);
            }
            query.push(format!(" ORDER BY t.{sort}{way}, t.subject{way} LIMIT ")).push_bind(most).push(") r");
        }
        if first {
            // Who left reaches nothing.
            return Ok(Vec::new());
        }
        query.push(format!(" ORDER BY sort{way}, subject{way} LIMIT ")).push_bind(most);
        query.push(format!(") p JOIN directory d ON d.subject = p.subject ORDER BY p.sort{way}, p.subject{way}"));
        let rows = query.build().fetch_all(self.db.read()).await?;
        rows.iter().map(listed).collect()
    }

    /// All that answers the words, and whether there is more than can be sorted.
    async fn directory_by_words(
        &self,
        asks: &Directory<'_>,
        order: &ListOrder,
    ) -> Result<(Vec<Listed>, bool), HubError> {
        let kinds = [asks.kind];
        let facets: Vec<&Facet> = asks.facet.iter().chain(&order.within).collect();
        let Some(matched) = matching_all(asks.reach, asks.words, &kinds, (asks.owner.as_ref(), &facets)) else {
            return Ok((Vec::new(), false));
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM search_word w JOIN search_doc s ON s.id = w.rowid JOIN directory d ON d.subject = s.subject \
             WHERE "
        );
        let mut query = Builder::new(sql);
        matched.push(&mut query, self.db.is_shared());
        let today = day_text(Some(asks.today));
        match asks.ended {
            Ended::Without => {
                query.push(" AND d.ended = 0 AND (d.until = '' OR d.until >= ").push_bind(today).push(")");
            }
            Ended::Only => {
                query.push(" AND (d.ended = 1 OR (d.until <> '' AND d.until < ").push_bind(today).push("))");
            }
            Ended::All => {}
        }
        if let Some((from, to)) = order.ends {
            query.push(" AND d.sort_until >= ").push_bind(day_text(Some(from)));
            query.push(" AND d.sort_until <= ").push_bind(day_text(Some(to)));
        }
        let most = MOST_SORTED;
        query.push(" ORDER BY w.rowid DESC LIMIT ").push_bind(i64::try_from(most + 1).unwrap_or(i64::MAX));
        let rows = query.build().fetch_all(self.db.read()).await?;
        let cut = rows.len() > most;
        let found = rows.iter().take(most).map(listed).collect::<Result<_, _>>()?;
        Ok((found, cut))
    }
}

/// Goes on with: and the last day says that it is over, or that it is not, as is asked.
fn by_day(query: &mut Builder, asks: &Directory<'_>, ended: i64) {
    let over = match (asks.ended, ended) {
        (Ended::All, _) | (Ended::Only, 1) => return,
        (Ended::Only, _) => "EXISTS",
        (Ended::Without, _) => "NOT EXISTS",
    };
    query.push(format!(
        " AND {over} (SELECT 1 FROM directory o WHERE o.subject = t.subject AND o.until <> '' AND o.until < "
    ));
    query.push_bind(day_text(Some(asks.today))).push(")");
}
