//! What an import would do: rows become drafts, kind by kind, so that later kinds can name what earlier ones brought; a row of something
//! known is compared with the record.

use super::kinds::{KINDS, Kind};
use super::known::{Known, Names, OpeningLine};
use super::problem::{Problems, Spot};
use super::read::{Files, Tables, tables};
use super::row::Row;
use fettle_core::domain::ids::{CardId, CentreId, ContractId, CustomerId, EquipmentId, PlaceId, SiteId};
use fettle_core::domain::printed::folded;
use fettle_core::domain::values::{Bilingual, Phone, Unit};
use fettle_core::kernel::{Aggregate, Body, Draft, Refusal, Subject};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// That a row says otherwise than the record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// Where the row stands.
    pub spot: Spot,
    /// What it is about.
    pub kind: Cow<'static, str>,
    /// The line.
    pub line: u64,
    /// What names the thing.
    pub what: String,
    /// The column.
    pub column: Cow<'static, str>,
    /// What is on record.
    pub old: String,
    /// What the row says.
    pub new: String,
    /// Whether an import takes it when it is wanted; else it is for a person to do.
    pub takes: bool,
    /// That the row is about a person who left, which is all that is said.
    pub left: bool,
}

/// Rows of a kind, by what an import makes of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Count {
    /// New things.
    pub new: usize,
    /// Rows that say otherwise than the record.
    pub changed: usize,
    /// Rows that say what is on record.
    pub known: usize,
    /// Rows with something wrong.
    pub bad: usize,
}

/// What an import would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is to be recorded, in order.
    pub drafts: Vec<Draft>,
    /// Where the drafts of one row end and those of the next begin: a row is recorded whole.
    pub ends: Vec<usize>,
    /// What is wrong; rows named here give no drafts.
    pub problems: Problems,
    /// Where a row says otherwise than the record of what is known.
    pub differs: Vec<Difference>,
    /// Rows by kind.
    pub counts: BTreeMap<&'static str, Count>,
}

impl Plan {
    /// New things of a kind.
    pub fn new_of(&self, kind: &str) -> usize {
        self.counts.get(kind).map_or(0, |count| count.new)
    }
    /// Rows of a kind that say what is on record, or otherwise.
    pub fn known_of(&self, kind: &str) -> usize {
        self.counts.get(kind).map_or(0, |count| count.known + count.changed)
    }
    /// The drafts in parts of about `most`, no row torn apart.
    pub fn parts(self, most: usize) -> Vec<Vec<Draft>> {
        let (mut parts, mut part, mut at) = (Vec::new(), Vec::new(), 0);
        let mut drafts = self.drafts.into_iter();
        for end in self.ends {
            part.extend(drafts.by_ref().take(end - at));
            at = end;
            if part.len() >= most {
                parts.push(std::mem::take(&mut part));
            }
        }
        part.extend(drafts);
        if !part.is_empty() {
            parts.push(part);
        }
        parts
    }
}

/// Differences that are kept: nobody reads more.
const MOST: usize = 10_000;

/// What a row is.
pub(super) enum Taken {
    New,
    Changed,
    Known,
}

/// A card as rows of the stock need it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    pub id: CardId,
    pub serialised: bool,
    pub unit: Unit,
}

/// The work of planning: what is known by the names that the files use.
pub(super) struct Work<'a> {
    pub plan: Plan,
    pub hub: Known,
    /// Whether differences are taken.
    pub update: bool,
    pub fresh: &'a mut dyn FnMut() -> Uuid,
    pub centres: BTreeMap<String, CentreId>,
    pub customers: BTreeMap<String, CustomerId>,
    pub sites: BTreeMap<String, SiteId>,
    pub contracts: BTreeMap<String, ContractId>,
    pub equipment: BTreeMap<String, EquipmentId>,
    pub cards: BTreeMap<String, Counted>,
    pub places: BTreeMap<String, PlaceId>,
    /// Whose the sites of these files are.
    pub customer_at: BTreeMap<SiteId, CustomerId>,
    /// What rows of the files were found to be: no two are the same thing.
    pub met: BTreeSet<Uuid>,
    /// Names that tell new things without a code on record apart.
    pub named: BTreeSet<String>,
    /// Part and serial numbers of these files.
    pub serials: BTreeSet<(String, String)>,
    /// Opening counts that these files bring.
    pub opening: BTreeSet<OpeningLine>,
}

/// Plans the import of `files` into a hub that knows `hub`; differences are told and left. `fresh` gives new UUIDv7s.
pub fn plan(files: &Files, hub: Known, fresh: &mut dyn FnMut() -> Uuid) -> Plan {
    let mut problems = Problems::default();
    let tables = tables(files, &mut problems);
    plan_tables(tables, problems, hub, false, fresh)
}

/// Plans the import of what was read, with its problems; `update`: differences are taken where that is possible.
pub fn plan_tables(
    mut tables: Tables,
    problems: Problems,
    hub: Known,
    update: bool,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Plan {
    let mut work = Work {
        plan: Plan { problems, ..Plan::default() },
        hub,
        update,
        fresh,
        centres: BTreeMap::new(),
        customers: BTreeMap::new(),
        sites: BTreeMap::new(),
        contracts: BTreeMap::new(),
        equipment: BTreeMap::new(),
        cards: BTreeMap::new(),
        places: BTreeMap::new(),
        customer_at: BTreeMap::new(),
        met: BTreeSet::new(),
        named: BTreeSet::new(),
        serials: BTreeSet::new(),
        opening: BTreeSet::new(),
    };
    work.all(&mut tables);
    work.count_bad();
    work.plan
}

impl Work<'_> {
    /// Takes the rows of every kind, in the order of [`KINDS`].
    fn all(&mut self, tables: &mut Tables) {
        let takes = [
            Self::centre,
            Self::person,
            Self::customer,
            Self::site,
            Self::contact,
            Self::contract,
            Self::equipment,
            Self::card,
            Self::place,
            Self::stock,
        ];
        for (kind, take) in KINDS.iter().zip(takes) {
            let rows = tables.take(kind.name);
            self.each(kind, &rows, take);
        }
    }
    /// Takes every row of a kind through `take`. What a bad row would have recorded is taken back.
    fn each(&mut self, kind: &'static Kind, rows: &[Row], take: fn(&mut Self, &Row) -> Option<Taken>) {
        let again = said_again(kind, rows, &mut self.plan.problems);
        for (at, row) in rows.iter().enumerate() {
            if row.bad || again.differing.contains(&at) {
                continue;
            }
            let count = Count::default;
            if again.same.contains(&at) {
                self.plan.counts.entry(kind.name).or_insert_with(count).known += 1;
                continue;
            }
            let (problems, drafts, differs) =
                (self.plan.problems.len(), self.plan.drafts.len(), self.plan.differs.len());
            let taken = take(self, row);
            if self.plan.problems.len() > problems {
                self.plan.drafts.truncate(drafts);
                self.plan.differs.truncate(differs);
                continue;
            }
            if self.plan.drafts.len() > drafts {
                self.plan.ends.push(self.plan.drafts.len());
            }
            let count = self.plan.counts.entry(kind.name).or_insert_with(count);
            match taken {
                Some(Taken::New) => count.new += 1,
                Some(Taken::Changed) => count.changed += 1,
                Some(Taken::Known) => count.known += 1,
                None => {}
            }
        }
    }
    fn count_bad(&mut self) {
        let bad: BTreeSet<_> =
            self.plan.problems.iter().map(|p| (p.kind.as_ref(), p.file.as_str(), p.sheet.as_str(), p.line)).collect();
        let mut by_kind = BTreeMap::<&str, usize>::new();
        for (kind, ..) in bad {
            *by_kind.entry(kind).or_default() += 1;
        }
        for (kind, bad) in by_kind {
            if let Some(kind) = Kind::named(kind) {
                self.plan.counts.entry(kind.name).or_default().bad = bad;
            }
        }
    }
    /// A new id of any kind.
    pub(super) fn id<T: From<Uuid>>(&mut self) -> T {
        T::from((self.fresh)())
    }
    /// Notes a draft of `body` about the aggregate `A` with `id`.
    pub(super) fn draft<A: Aggregate>(&mut self, id: Uuid, body: &A::Body)
    where
        A::Body: Body,
    {
        self.plan.drafts.push(Draft::new(Subject::new(A::KIND, id), body));
    }
    /// Whether a row has shown a problem since `mark`.
    pub(super) fn bad_since(&self, mark: usize) -> bool {
        self.plan.problems.len() > mark
    }
    /// Takes note that a row is about the thing `id`; a second row about the same thing is refused.
    pub(super) fn meet(&mut self, row: &Row, column: &str, id: Uuid) -> bool {
        let first = self.met.insert(id);
        if !first {
            row.bad(&mut self.plan.problems, column, "import_same_thing");
        }
        first
    }
    /// Takes note of the differences of a row from the record; gives what the row is.
    pub(super) fn differ(&mut self, row: &Row, what: &str, differs: Vec<(&'static str, String)>) -> Taken {
        if differs.is_empty() {
            return Taken::Known;
        }
        for (column, old) in differs {
            if self.plan.differs.len() >= MOST {
                break;
            }
            self.plan.differs.push(Difference {
                spot: row.source.spot.clone(),
                kind: Cow::Borrowed(row.source.kind.name),
                line: row.line,
                what: what.to_owned(),
                column: Cow::Borrowed(column),
                old,
                new: row.cell(column).to_owned(),
                takes: takes(row.source.kind.name, column),
                left: false,
            });
        }
        Taken::Changed
    }
    /// A zone's name, checked.
    pub(super) fn zone(&mut self, row: &Row) -> Option<String> {
        let read = |text: &str| text.parse::<chrono_tz::Tz>().ok().map(|_| text.to_owned());
        row.read(&mut self.plan.problems, "zone", "import_unknown_zone", read)
    }
    /// A phone number, checked.
    pub(super) fn phone(&mut self, row: &Row) -> Option<Phone> {
        match row.cell("phone") {
            "" => None,
            text => match Phone::parse(text) {
                Ok(phone) => Some(phone),
                Err(refusal) => {
                    self.refused(row, "phone", &refusal, text);
                    None
                }
            },
        }
    }
    pub(super) fn refused(&mut self, row: &Row, column: &str, refusal: &Refusal, value: &str) {
        row.refused(&mut self.plan.problems, column, refusal, value);
    }
    /// The centre that a row names.
    pub(super) fn centre_of(&mut self, row: &Row) -> Option<CentreId> {
        refer(row, &mut self.plan.problems, "centre", &self.centres, &self.hub.centres)
    }
    /// The customer that a row names.
    pub(super) fn customer_of(&mut self, row: &Row) -> Option<CustomerId> {
        refer(row, &mut self.plan.problems, "customer", &self.customers, &self.hub.customers)
    }
    /// The site that a row names.
    pub(super) fn site_of(&mut self, row: &Row) -> Option<SiteId> {
        refer(row, &mut self.plan.problems, "site", &self.sites, &self.hub.sites)
    }
    /// The contract that a row names.
    pub(super) fn contract_of(&mut self, row: &Row) -> Option<ContractId> {
        refer(row, &mut self.plan.problems, "contract", &self.contracts, &self.hub.contracts)
    }
}

/// The thing that a cell names: one of these files by its code, else one on record by code or name. Empty gives none; what names nothing, or
/// several things, is noted.
pub(super) fn refer<I: Copy + PartialEq>(
    row: &Row,
    problems: &mut Problems,
    column: &str,
    files: &BTreeMap<String, I>,
    hub: &Names<I>,
) -> Option<I> {
    let text = row.cell(column);
    if text.is_empty() {
        return None;
    }
    refer_text(row, problems, column, text, files, hub)
}

/// As [`refer`], for a part of a cell.
pub(super) fn refer_text<I: Copy + PartialEq>(
    row: &Row,
    problems: &mut Problems,
    column: &str,
    text: &str,
    files: &BTreeMap<String, I>,
    hub: &Names<I>,
) -> Option<I> {
    if let Some(found) = files.get(&folded(text)) {
        return Some(*found);
    }
    match hub.get(text) {
        Some(Some(found)) => Some(found),
        Some(None) => {
            row.wrong(problems, column, "import_ambiguous", text);
            None
        }
        None => {
            row.wrong(problems, column, "import_unknown_reference", text);
            None
        }
    }
}

/// The name of something known after a row: what the table does not have stays.
pub(super) fn renamed(row: &Row, old: &Bilingual) -> Bilingual {
    let new = row.name();
    Bilingual::new(new.zh, if row.has("name_en") { new.en } else { old.en.clone() })
}

/// A value that is another one than before.
pub(super) fn changed<T: PartialEq>(old: &T, new: T) -> Option<T> {
    (*old != new).then_some(new)
}

/// Differences of a name.
pub(super) fn names_differ(row: &Row, old: &Bilingual, new: &Bilingual, differs: &mut Vec<(&'static str, String)>) {
    if old.zh != new.zh {
        differs.push(("name_zh", old.zh.clone()));
    }
    if row.has("name_en") && old.en != new.en {
        differs.push(("name_en", old.en.clone()));
    }
}

/// Whether an import takes what a row says otherwise in this column. Left are what has no command that changes it, and who may do what and where:
/// that is decided at the console, one by one.
pub(super) fn takes(kind: &str, column: &str) -> bool {
    !matches!(
        (kind, column),
        ("people", "roles" | "centre" | "login")
            | ("contracts", "customer")
            | ("cards", "unit" | "serialised")
            | ("equipment", "other_labels")
    )
}

/// Compares fields of what a row says with the record's: a column that the table does not have keeps the record's value, one that says
/// otherwise is put into `$differs` with the old value as a text.
macro_rules! compare {
    ($row:expr, $differs:expr, $old:expr => $new:expr; $($column:literal: $field:ident as $told:expr,)+) => {
        $(if !$row.has($column) {
            $new.$field = $old.$field.clone();
        } else if $new.$field != $old.$field {
            let told = $told;
            $differs.push(($column, told(&$old.$field)));
            if !$crate::import::plan::takes($row.source.kind.name, $column) {
                $new.$field = $old.$field.clone();
            }
        })+
    };
}
pub(super) use compare;

/// Rows of one identity in one import.
struct Again {
    /// Those that say the same as an earlier one.
    same: BTreeSet<usize>,
    /// Those of which another one says otherwise: which of them is meant, nobody can tell.
    differing: BTreeSet<usize>,
}

fn said_again(kind: &Kind, rows: &[Row], problems: &mut Problems) -> Again {
    let mut again = Again { same: BTreeSet::new(), differing: BTreeSet::new() };
    let [name, ..] = kind.key else { return again };
    let mut first = HashMap::<String, usize>::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let parts: Vec<String> = kind.key.iter().map(|column| folded(row.cell(column))).collect();
        if parts.iter().all(String::is_empty) {
            continue;
        }
        let key = parts.join("\u{1f}");
        let Some(other) = first.get(&key).copied() else {
            first.insert(key, at);
            continue;
        };
        if rows[other].cells == row.cells {
            again.same.insert(at);
            continue;
        }
        if again.differing.insert(other) {
            rows[other].bad(problems, name, "import_repeated");
        }
        row.bad(problems, name, "import_repeated");
        again.differing.insert(at);
    }
    again
}
