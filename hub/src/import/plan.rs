//! What an import would do: rows become drafts, kind by kind, so that later kinds can name what earlier ones brought; a row of something
//! known is compared with the record.

use super::chosen::{Chosen, Makes, Offered};
use super::difference::Difference;
use super::kinds::{KINDS, Kind};
use super::known::{Known, Names, OpeningLine};
use super::problems::Problems;
use super::read::{Files, Headings, Tables, tables};
use super::row::Row;
use fettle_core::domain::ids::{CardId, CentreId, ContractId, CustomerId, EquipmentId, PlaceId, SiteId};
use fettle_core::domain::people::Skills;
use fettle_core::domain::printed::folded;
use fettle_core::domain::values::{Phone, Unit};
use fettle_core::kernel::{Aggregate, Body, Draft, Refusal, Subject};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

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
    /// Rows that would do something and are not wanted.
    #[serde(default)]
    pub left: usize,
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
    /// Rows that may be chosen, where that is asked for.
    pub offered: Vec<Offered>,
}

/// What is asked of a plan.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Differences are taken where that is possible.
    pub update: bool,
    /// The rows that are wanted.
    pub chosen: Chosen,
    /// Rows that may be chosen are listed.
    pub listed: bool,
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
    asked: Asked,
    /// New things whose rows are not wanted.
    unwanted: HashSet<Uuid>,
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
    /// What the customers of these files are called.
    pub called: BTreeMap<CustomerId, String>,
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
    let tables = tables(files, &Headings::default(), &mut problems);
    plan_tables(tables, problems, hub, Asked::default(), fresh)
}

/// Plans the import of what was read, with its problems.
pub fn plan_tables(
    mut tables: Tables,
    problems: Problems,
    hub: Known,
    asked: Asked,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Plan {
    let mut work = Work {
        plan: Plan { problems, ..Plan::default() },
        hub,
        update: asked.update,
        asked,
        unwanted: HashSet::new(),
        fresh,
        centres: BTreeMap::new(),
        customers: BTreeMap::new(),
        sites: BTreeMap::new(),
        contracts: BTreeMap::new(),
        equipment: BTreeMap::new(),
        cards: BTreeMap::new(),
        places: BTreeMap::new(),
        customer_at: BTreeMap::new(),
        called: BTreeMap::new(),
        met: BTreeSet::new(),
        named: BTreeSet::new(),
        serials: BTreeSet::new(),
        opening: BTreeSet::new(),
    };
    work.all(&mut tables);
    work.count_bad();
    work.plan.problems.tell_followers();
    work.plan
}

impl Work<'_> {
    /// Takes the rows of every kind, in the order of [`KINDS`].
    fn all(&mut self, tables: &mut Tables) {
        let takes = [
            Self::centre,
            Self::person,
            Self::skill,
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
            let wanted = self.asked.chosen.is_all() || self.asked.chosen.has(&row.place());
            if wanted && self.plan.problems.len() == problems && self.names_unwanted(drafts) {
                row.bad(&mut self.plan.problems, "", "import_row_left");
            }
            if self.plan.problems.len() > problems {
                self.plan.drafts.truncate(drafts);
                self.plan.differs.truncate(differs);
                if wanted {
                    let names = kind.key.iter().map(|column| row.cell(column));
                    self.plan.problems.spoil(kind.name, names, problems);
                } else {
                    // What is not wanted has not to be right.
                    self.plan.problems.truncate(problems);
                    self.plan.counts.entry(kind.name).or_insert_with(count).left += 1;
                    self.offer(row, Makes::Left);
                }
                continue;
            }
            let makes = match taken {
                Some(Taken::New) => Some(Makes::New),
                Some(Taken::Changed) => Some(Makes::Changed),
                _ => None,
            };
            if let Some(makes) = makes {
                self.offer(row, if wanted { makes } else { Makes::Left });
                if !wanted {
                    if makes == Makes::New {
                        // What is said of a person who is there makes nothing that others could name.
                        let new = self.plan.drafts.iter().skip(drafts);
                        let new = new.filter(|draft| draft.subject.kind() != Skills::KIND);
                        self.unwanted.extend(new.map(|draft| draft.subject.id()));
                    }
                    self.plan.drafts.truncate(drafts);
                    self.plan.differs.truncate(differs);
                    self.plan.counts.entry(kind.name).or_insert_with(count).left += 1;
                    continue;
                }
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
    /// Lists a row that may be chosen.
    fn offer(&mut self, row: &Row, makes: Makes) {
        if !self.asked.listed {
            return;
        }
        let columns = row.source.kind.key.iter().copied().chain(["name_zh"]);
        let texts: BTreeSet<&str> = columns.clone().map(|column| row.cell(column)).collect();
        let mut what: Vec<&str> = columns.map(|column| row.cell(column)).filter(|text| !text.is_empty()).collect();
        if what.is_empty() || texts.len() < what.len() {
            what = row.cells.iter().map(AsRef::as_ref).filter(|text: &&str| !text.is_empty()).take(3).collect();
        }
        let (kind, what) = (row.source.kind.name.to_owned(), what.join(" · "));
        self.plan.offered.push(Offered { kind, place: row.place(), what, makes });
    }
    /// Whether one of the drafts behind `from` is about something whose row is not wanted, or names it.
    fn names_unwanted(&self, from: usize) -> bool {
        if self.unwanted.is_empty() {
            return false;
        }
        let unwanted = |text: &str| text.len() == 36 && text.parse().is_ok_and(|id: Uuid| self.unwanted.contains(&id));
        let drafts = self.plan.drafts.iter().skip(from);
        let mut named =
            drafts.map(|draft| self.unwanted.contains(&draft.subject.id()) || draft.body.split('"').any(unwanted));
        named.any(|named| named)
    }
    fn count_bad(&mut self) {
        let by_kind = self.plan.problems.rows();
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
        refer(row, &mut self.plan.problems, "centre", &self.centres, &[&self.hub.centres])
    }
    /// The customer that a row names.
    pub(super) fn customer_of(&mut self, row: &Row) -> Option<CustomerId> {
        let hub = [&self.hub.customer_codes, &self.hub.customers];
        refer(row, &mut self.plan.problems, "customer", &self.customers, &hub)
    }
    /// The site that a row names.
    pub(super) fn site_of(&mut self, row: &Row) -> Option<SiteId> {
        let hub = [&self.hub.site_codes, &self.hub.sites];
        refer(row, &mut self.plan.problems, "site", &self.sites, &hub)
    }
    /// The contract that a row names.
    pub(super) fn contract_of(&mut self, row: &Row) -> Option<ContractId> {
        refer(row, &mut self.plan.problems, "contract", &self.contracts, &[&self.hub.contracts])
    }
}

/// The thing that a cell names: one of these files by its code, else what the first of `hub` knows by this code or name. Empty gives none; what names nothing, or
/// several things, is noted.
pub(super) fn refer<I: Copy + PartialEq>(
    row: &Row,
    problems: &mut Problems,
    column: &str,
    files: &BTreeMap<String, I>,
    hub: &[&Names<I>],
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
    hub: &[&Names<I>],
) -> Option<I> {
    if let Some(found) = files.get(&folded(text)) {
        return Some(*found);
    }
    match hub.iter().find_map(|names| names.get(text)) {
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
