//! The record in the form that an import reads: a folder of CSV files, or a book with a sheet for each kind. What is read back is what was
//! written: into the same hub it changes nothing, into a new one it brings everything that is in use.

use super::contracts::{PROMISES, told_language, told_services, told_slas};
use super::kinds::{KINDS, Kind};
use super::parts::told_list;
use super::problem::{heading, kind_name};
use super::row::LIST;
use super::run::each;
use super::sites::{degrees, told_yes};
use super::skills;
use super::told::plain;
use crate::error::HubError;
use crate::hub::Hub;
use fettle_core::domain::parts::{Card, CardPrice, Movement, Place, Reason};
use fettle_core::domain::people::{Account, Centre, Person, Skills};
use fettle_core::domain::printed::{folded, gtin};
use fettle_core::domain::sites::{Contract, Customer, Equipment, Price, Site};
use fettle_core::domain::values::{Bilingual, thousandths};
use fettle_core::kernel::Aggregate;
use fettle_core::text::Lang;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use uuid::Uuid;

/// Rows of a sheet at most: a spreadsheet has no more.
const SHEET: usize = 1_000_000;

/// Cells by column.
type Cells = BTreeMap<&'static str, String>;
/// The rows of one kind.
type Rows = Vec<Cells>;

/// What files call things: a code where there is one on record, else the name, made one of its own where several have it.
#[derive(Debug, Default)]
pub struct Codes {
    of: BTreeMap<Uuid, String>,
    taken: BTreeSet<String>,
}

impl Codes {
    /// Gives a thing its code: `name`, or with `more` behind it, or with a number behind that.
    fn give(&mut self, id: Uuid, family: &str, name: &str, more: &str) {
        let name = name.replace(LIST, ",");
        let mut tries = [name.clone(), format!("{name}/{}", more.replace(LIST, ","))].into_iter();
        let mut count = 1;
        let code = loop {
            let code = tries.next().unwrap_or_else(|| {
                count += 1;
                format!("{name}/{more}/{count}")
            });
            if !code.is_empty() && self.taken.insert(format!("{family}/{}", folded(&code))) {
                break code;
            }
        };
        self.of.insert(id, code);
    }
    fn get(&self, id: Uuid) -> String {
        self.of.get(&id).cloned().unwrap_or_default()
    }
    fn list(&self, ids: impl IntoIterator<Item = Uuid>) -> String {
        // Ids of one moment have no order: the same list is the same text.
        let codes: BTreeSet<String> = ids.into_iter().map(|id| self.get(id)).collect();
        codes.into_iter().collect::<Vec<_>>().join(";")
    }
}

async fn all<A: Aggregate>(hub: &Hub) -> Result<Vec<(Uuid, A)>, HubError> {
    let mut all = Vec::new();
    each::<A>(hub, |id, state| all.push((id, state))).await?;
    Ok(all)
}

/// Every row of every kind, in the order of import. What ended is left out: closed centres, people who left, former customers and their
/// contracts, closed sites, retired machines, withdrawn parts, closed places.
async fn rows(hub: &Hub) -> Result<BTreeMap<&'static str, Rows>, HubError> {
    let mut codes = Codes::default();
    let mut rows = BTreeMap::new();
    rows.insert("centres", centres(&all::<Centre>(hub).await?, &mut codes));
    let accounts: BTreeMap<Uuid, Account> = all::<Account>(hub).await?.into_iter().collect();
    rows.insert("people", people(&all::<Person>(hub).await?, &accounts, &mut codes));
    rows.insert("skills", skills::rows(&all::<Skills>(hub).await?, |person| codes.get(person)));
    let parties = all::<Customer>(hub).await?;
    rows.insert("customers", customers(&parties, &mut codes));
    let sites = all::<Site>(hub).await?;
    rows.insert("sites", sites_of(&sites, &parties, &mut codes));
    rows.insert("contacts", contacts(&sites, &codes));
    let ended: BTreeSet<Uuid> = parties.iter().filter(|(_, c)| c.ended.is_some()).map(|(id, _)| *id).collect();
    let closed: BTreeSet<Uuid> = sites.iter().filter(|(_, s)| s.closed.is_some()).map(|(id, _)| *id).collect();
    let agreed: BTreeMap<Uuid, Price> = all::<Price>(hub).await?.into_iter().collect();
    rows.insert("contracts", contracts(&all::<Contract>(hub).await?, (&ended, &closed), &agreed, &mut codes));
    let mut machines = all::<Equipment>(hub).await?;
    machines.retain(|(_, machine)| machine.site.is_none_or(|site| !closed.contains(&site.uuid())));
    rows.insert("equipment", equipment(machines, &mut codes));
    let cards = all::<Card>(hub).await?;
    let prices: BTreeMap<Uuid, CardPrice> = all::<CardPrice>(hub).await?.into_iter().collect();
    rows.insert("cards", cards_of(&cards, &prices, &mut codes));
    rows.insert("places", places(&all::<Place>(hub).await?, &mut codes));
    let mut movements = Vec::new();
    each::<Movement>(hub, |id, state| {
        let opening = state.details.as_ref().is_some_and(|details| details.reason == Reason::Opening);
        if opening && state.corrected.is_empty() {
            movements.push((id, state));
        }
    })
    .await?;
    rows.insert("stock", stock(&movements, &codes));
    for kind in KINDS.iter().filter(|kind| kind.name != "equipment") {
        // Ids of one moment have no order: the same record is the same file.
        rows.entry(kind.name).or_default().sort_by_cached_key(|row| key_of(kind, row));
    }
    Ok(rows)
}

fn centres(all: &[(Uuid, Centre)], codes: &mut Codes) -> Rows {
    let mut rows = Rows::new();
    for (id, centre) in all.iter().filter(|(_, centre)| centre.open) {
        codes.give(*id, "centre", &centre.name.zh, &centre.region);
        rows.push(Cells::from([
            ("code", codes.get(*id)),
            ("name_zh", centre.name.zh.clone()),
            ("name_en", centre.name.en.clone()),
            ("region", centre.region.clone()),
            ("zone", centre.zone.clone()),
        ]));
    }
    rows
}

/// People with a login name: the hub itself has none.
fn people(all: &[(Uuid, Person)], accounts: &BTreeMap<Uuid, Account>, codes: &mut Codes) -> Rows {
    let mut rows = Rows::new();
    for (id, person) in all.iter().filter(|(_, person)| person.active) {
        let Some(account) = accounts.get(id) else { continue };
        let Some(login) = &account.login else { continue };
        codes.of.insert(*id, login.clone());
        let roles: Vec<String> = person.roles.iter().map(|role| role.code().to_owned()).collect();
        rows.push(Cells::from([
            ("login", login.clone()),
            ("name_zh", person.name.zh.clone()),
            ("name_en", person.name.en.clone()),
            ("roles", roles.join(";")),
            ("centre", person.centre.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("phone", account.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default()),
            ("language", person.language.tag().to_owned()),
        ]));
    }
    rows
}

/// What files call things of one kind: the code on record where it is one thing's alone, else the first of the names that is.
fn called(codes: &mut Codes, all: &[(Uuid, &str, &Bilingual, Vec<String>)]) {
    let mut count = BTreeMap::<String, usize>::new();
    for (_, code, name, names) in all {
        let texts = names.iter().map(String::as_str).chain([*code, &name.zh, &name.en]);
        let texts: BTreeSet<String> = texts.map(folded).collect();
        texts.into_iter().for_each(|text| *count.entry(text).or_default() += 1);
    }
    for (id, code, _, names) in all {
        let own = |text: &&str| !text.is_empty() && !text.contains(LIST) && count.get(&folded(text)) == Some(&1);
        let texts = std::iter::once(*code).chain(names.iter().map(String::as_str));
        let name = texts.clone().find(own).or_else(|| texts.last()).unwrap_or_default();
        codes.of.insert(*id, name.to_owned());
    }
}

fn customers(all: &[(Uuid, Customer)], codes: &mut Codes) -> Rows {
    let mut rows = Rows::new();
    let names = |c: &Customer| vec![c.name.zh.clone()];
    called(codes, &all.iter().map(|(id, c)| (*id, c.code.as_str(), &c.name, names(c))).collect::<Vec<_>>());
    for (_, customer) in all.iter().filter(|(_, customer)| customer.ended.is_none()) {
        rows.push(Cells::from([
            ("code", customer.code.clone()),
            ("name_zh", customer.name.zh.clone()),
            ("name_en", customer.name.en.clone()),
            ("industry", customer.industry.clone()),
            ("centre", customer.centre.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("notes", customer.notes.clone()),
        ]));
    }
    rows
}

fn sites_of(all: &[(Uuid, Site)], customers: &[(Uuid, Customer)], codes: &mut Codes) -> Rows {
    let mut rows = Rows::new();
    let whose: BTreeMap<Uuid, &str> = customers.iter().map(|(id, c)| (*id, c.name.zh.as_str())).collect();
    let names = |s: &Site| {
        let customer = s.customer.and_then(|id| whose.get(&id.uuid()).copied()).unwrap_or_default();
        vec![s.name.zh.clone(), format!("{}/{customer}", s.name.zh)]
    };
    called(codes, &all.iter().map(|(id, s)| (*id, s.code.as_str(), &s.name, names(s))).collect::<Vec<_>>());
    for (_, site) in all.iter().filter(|(_, site)| site.closed.is_none()) {
        let (latitude, longitude) =
            site.position.map(|at| (degrees(at.lat_e6), degrees(at.lon_e6))).unwrap_or_default();
        rows.push(Cells::from([
            ("code", site.code.clone()),
            ("customer", site.customer.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("centre", site.centre.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("name_zh", site.name.zh.clone()),
            ("name_en", site.name.en.clone()),
            ("address", site.address.clone()),
            ("latitude", latitude),
            ("longitude", longitude),
            ("zone", site.zone.clone()),
            ("access", site.access.clone()),
            ("parking", site.parking.clone()),
            ("keys", site.keys.clone()),
            ("notes", site.notes.clone()),
        ]));
    }
    rows
}

fn contacts(all: &[(Uuid, Site)], codes: &Codes) -> Rows {
    let contact = |(id, site): &(Uuid, Site)| {
        let site_code = codes.get(*id);
        let row = |contact: &fettle_core::domain::sites::Contact| {
            Cells::from([
                ("site", site_code.clone()),
                ("name", contact.name.clone()),
                ("title", contact.title.clone()),
                ("phone", contact.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default()),
                ("may_sign", told_yes(&contact.may_sign)),
                ("messenger", contact.messenger.clone()),
            ])
        };
        site.contacts.values().map(row).collect::<Vec<_>>()
    };
    all.iter().filter(|(_, site)| site.closed.is_none()).flat_map(contact).collect()
}

/// Contracts with whoever is a customer; sites that were closed are left out.
fn contracts(
    all: &[(Uuid, Contract)],
    (ended, closed): (&BTreeSet<Uuid>, &BTreeSet<Uuid>),
    prices: &BTreeMap<Uuid, Price>,
    codes: &mut Codes,
) -> Rows {
    let mut rows = Rows::new();
    for (id, contract) in all {
        codes.of.insert(*id, contract.number.clone());
        let sites: Vec<Uuid> = contract.sites.iter().map(|id| id.uuid()).filter(|id| !closed.contains(id)).collect();
        if sites.is_empty() || contract.customer.is_some_and(|id| ended.contains(&id.uuid())) {
            continue;
        }
        let mut row = Cells::from([
            ("number", contract.number.clone()),
            ("customer", contract.customer.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("sites", codes.list(sites)),
            ("services", told_services(&contract.services)),
            ("inspections_a_year", contract.inspections_a_year.to_string()),
            ("starts", contract.starts.to_string()),
            ("ends", contract.ends.to_string()),
            ("watermark", told_yes(&contract.watermark)),
            ("language", told_language(&contract.language)),
        ]);
        if let Some(Price { value: Some(price), payment, .. }) = prices.get(id) {
            row.insert("price_minor", price.minor.to_string());
            row.insert("currency", price.currency.clone());
            row.insert("payment", payment.clone());
        }
        row.extend(PROMISES.map(|(column, _, get)| (column, told_slas(&contract.promises, get))));
        rows.push(row);
    }
    rows
}

/// Machines, each behind the one that it is part of.
fn equipment(all: Vec<(Uuid, Equipment)>, codes: &mut Codes) -> Rows {
    let in_use: Vec<(Uuid, Equipment)> = all.into_iter().filter(|(_, machine)| machine.retired.is_none()).collect();
    for (id, machine) in &in_use {
        codes.of.insert(*id, machine.codes.first().cloned().unwrap_or_default());
    }
    let whole: BTreeMap<Uuid, Option<Uuid>> =
        in_use.iter().map(|(id, machine)| (*id, machine.parent.map(|parent| parent.uuid()))).collect();
    // How many machines it is part of, one within the other; in a circle, which nobody should have made, that ends.
    let depth = |id: Uuid| {
        let (mut at, mut depth) = (Some(id), 0);
        while let Some(next) = at.and_then(|id| whole.get(&id)).filter(|_| depth < 100) {
            at = *next;
            depth += 1;
        }
        depth
    };
    let mut ordered: Vec<(usize, Equipment)> = in_use.into_iter().map(|(id, machine)| (depth(id), machine)).collect();
    ordered.sort_by_cached_key(|(depth, machine)| (*depth, machine.codes.first().cloned(), machine.sn.clone()));
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let row = |(_, machine): (usize, Equipment)| {
        Cells::from([
            ("label", machine.codes.first().cloned().unwrap_or_default()),
            ("site", machine.site.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("part_number", machine.pn),
            ("serial_number", machine.sn),
            ("name_zh", machine.name.zh),
            ("name_en", machine.name.en),
            ("class", machine.class),
            ("place", machine.place),
            ("parent", machine.parent.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("installed", day(machine.installed)),
            ("warranty_end", day(machine.warranty_end)),
            ("life_end", day(machine.life_end)),
            ("contract", machine.contract.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("other_labels", machine.codes.iter().skip(1).cloned().collect::<Vec<_>>().join(";")),
        ])
    };
    ordered.into_iter().map(row).collect()
}

fn cards_of(all: &[(Uuid, Card)], prices: &BTreeMap<Uuid, CardPrice>, codes: &mut Codes) -> Rows {
    let mut rows = Rows::new();
    for (id, card) in all.iter().filter(|(_, card)| card.withdrawn.is_none()) {
        let Some(details) = &card.details else { continue };
        codes.of.insert(*id, details.number.clone());
        let all: BTreeSet<String> = details.codes.union(&card.bound).cloned().collect();
        let (gtins, others): (BTreeSet<String>, BTreeSet<String>) = all.into_iter().partition(|c| gtin(c).is_some());
        let price = prices.get(id).and_then(|price| price.value.as_ref());
        rows.push(Cells::from([
            ("number", details.number.clone()),
            ("name_zh", details.name.zh.clone()),
            ("name_en", details.name.en.clone()),
            ("model", details.model.clone()),
            ("class", details.class.code().to_owned()),
            ("unit", details.unit.code().to_owned()),
            ("serialised", told_yes(&details.serialised)),
            ("minimum", thousandths(details.minimum)),
            ("reorder", thousandths(details.reorder)),
            ("maximum", thousandths(details.maximum)),
            ("price_minor", price.map(|price| price.minor.to_string()).unwrap_or_default()),
            ("currency", price.map(|price| price.currency.clone()).unwrap_or_default()),
            ("fits", told_list(&details.fits)),
            ("gtin", told_list(&gtins)),
            ("other_codes", told_list(&others)),
        ]));
    }
    rows
}

fn places(all: &[(Uuid, Place)], codes: &mut Codes) -> Rows {
    let mut rows = Rows::new();
    for (id, place) in all.iter().filter(|(_, place)| place.closed.is_none()) {
        let Some(details) = &place.details else { continue };
        // The bag of somebody who left.
        if details.person.is_some_and(|id| codes.get(id.uuid()).is_empty()) {
            continue;
        }
        let whose =
            details.person.map(|id| codes.get(id.uuid())).or_else(|| details.centre.map(|id| codes.get(id.uuid())));
        codes.give(*id, "place", &details.name.zh, &whose.unwrap_or_default());
        rows.push(Cells::from([
            ("code", codes.get(*id)),
            ("kind", details.kind.code().to_owned()),
            ("name_zh", details.name.zh.clone()),
            ("name_en", details.name.en.clone()),
            ("centre", details.centre.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("person", details.person.map(|id| codes.get(id.uuid())).unwrap_or_default()),
            ("bin", details.bin.clone()),
        ]));
    }
    rows
}

/// Place, part, serial number, condition, day of a line of the count, and since when it lay there.
type Counted = [String; 6];

/// The opening count: what moved since is the ledger's. Pieces whose numbers nobody read are one row again.
fn stock(movements: &[(Uuid, Movement)], codes: &Codes) -> Rows {
    let mut lines: Vec<(Counted, i64)> = Vec::new();
    let mut at = BTreeMap::new();
    for details in movements.iter().filter_map(|(_, movement)| movement.details.as_ref()) {
        let Some(to) = details.to else { continue };
        let key = [
            codes.get(to.uuid()),
            codes.get(details.card.uuid()),
            details.serial.clone().unwrap_or_default(),
            details.condition.code().to_owned(),
            details.remark.clone(),
            details.since.map(|day| day.to_string()).unwrap_or_default(),
        ];
        if key[0].is_empty() || key[1].is_empty() {
            // Of a place or a part that is in use no more.
            continue;
        }
        let line = *at.entry(key.clone()).or_insert_with(|| {
            lines.push((key, 0));
            lines.len() - 1
        });
        if let Some((_, amount)) = lines.get_mut(line) {
            *amount = amount.saturating_add(details.quantity.amount);
        }
    }
    let row = |([place, card, serial, condition, date, since], amount): (Counted, i64)| {
        Cells::from([
            ("place", place),
            ("card", card),
            ("serial", serial),
            ("quantity", thousandths(amount)),
            ("condition", condition),
            ("date", date),
            ("since", since),
        ])
    };
    lines.into_iter().map(row).collect()
}

fn ordered<'a>(kind: &'a Kind, row: &'a Cells) -> impl Iterator<Item = &'a str> {
    kind.columns.iter().map(|column| row.get(column.name).map_or("", String::as_str))
}

fn key_of(kind: &Kind, row: &Cells) -> Vec<String> {
    ordered(kind, row).map(str::to_owned).collect()
}

fn died(e: &tokio::task::JoinError) -> HubError {
    HubError::Record(format!("export: {e}"))
}

fn failed(e: &XlsxError) -> HubError {
    HubError::Record(e.to_string())
}

/// Everything as a folder of CSV files with the columns' own names.
///
/// # Errors
/// [`HubError`] when the database or the disk do not answer.
pub async fn folder(hub: &Hub, to: &Path) -> Result<(), HubError> {
    let rows = rows(hub).await?;
    let to = to.to_owned();
    let write = move || -> Result<(), HubError> {
        std::fs::create_dir_all(&to)?;
        for kind in &KINDS {
            // With the mark by which spreadsheets read Chinese.
            let builder = &mut csv::WriterBuilder::new();
            let mut writer = builder.terminator(csv::Terminator::CRLF).from_writer(vec![0xEF, 0xBB, 0xBF]);
            let wrong = |e: csv::Error| HubError::Record(e.to_string());
            writer.write_record(kind.columns.iter().map(|column| column.name)).map_err(wrong)?;
            for row in rows.get(kind.name).into_iter().flatten() {
                writer.write_record(ordered(kind, row).map(plain)).map_err(wrong)?;
            }
            let bytes = writer.into_inner().map_err(|e| HubError::Record(e.to_string()))?;
            std::fs::write(to.join(format!("{}.csv", kind.name)), bytes)?;
        }
        Ok(())
    };
    tokio::task::spawn_blocking(write).await.map_err(|e| died(&e))?
}

/// Everything as a book with a sheet for each kind, named and headed in `lang`.
///
/// # Errors
/// [`HubError`] when the database does not answer; `HubError::Record` for more rows than a sheet has.
pub async fn book(hub: &Hub, lang: Lang) -> Result<Vec<u8>, HubError> {
    let rows = rows(hub).await?;
    let write = move || {
        written(lang, |kind| {
            let of = rows.get(kind.name).into_iter().flatten();
            of.map(|row| ordered(kind, row).map(str::to_owned).collect()).collect()
        })
    };
    tokio::task::spawn_blocking(write).await.map_err(|e| died(&e))?
}

/// A book to be filled in: a sheet for each kind with one example row.
///
/// # Errors
/// [`HubError::Record`] when it cannot be written.
pub fn template(lang: Lang) -> Result<Vec<u8>, HubError> {
    written(lang, |kind| vec![kind.columns.iter().map(|column| column.example.to_owned()).collect()])
}

/// Every cell is a text: no code becomes a number, no text a formula.
fn written(lang: Lang, rows: impl Fn(&Kind) -> Vec<Vec<String>>) -> Result<Vec<u8>, HubError> {
    let mut book = Workbook::new();
    let (head, text) = (Format::new().set_bold().set_num_format("@"), Format::new().set_num_format("@"));
    for kind in &KINDS {
        let sheet = book.add_worksheet_with_constant_memory().map_err(|e| failed(&e))?;
        sheet.set_name(kind_name(lang, kind.name)).map_err(|e| failed(&e))?;
        let rows = rows(kind);
        if rows.len() > SHEET {
            return Err(HubError::Record(format!("{} rows of {}", rows.len(), kind.name)));
        }
        for (at, column) in (0_u16..).zip(kind.columns) {
            // What is typed below stays text too.
            sheet.set_column_format(at, &text).map_err(|e| failed(&e))?;
            sheet.write_string_with_format(0, at, heading(lang, column.name), &head).map_err(|e| failed(&e))?;
        }
        for (line, cells) in (1_u32..).zip(rows) {
            for (at, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string_with_format(line, at, cell, &text).map_err(|e| failed(&e))?;
            }
        }
    }
    book.save_to_buffer().map_err(|e| failed(&e))
}
