//! What one person can walk: the addresses of each page, found as people find them, by the lists; and a first look at each, which warms what has to be warm.

use crate::browser::{Browser, escaped};
use crate::pages::{Page, WORDS, Way};
use crate::{Outcome, html};
use std::collections::BTreeMap;

/// Addresses of one sort of page, at most.
const MOST: usize = 60;
/// Pages of a list that are gone through for its `next`.
const DEEP: usize = 4;

/// A person and where they can go.
pub struct Walker {
    pub browser: Browser,
    /// By the name of the page.
    pub goals: Vec<(&'static str, Vec<String>)>,
}

impl Walker {
    pub fn addresses(&self, name: &str) -> Option<&[String]> {
        self.goals.iter().find(|(known, _)| *known == name).map(|(_, addresses)| addresses.as_slice())
    }
}

/// What this person can open of `pages`.
pub async fn walker(browser: Browser, pages: &[&'static Page]) -> Outcome<Walker> {
    let (mut goals, mut found) = (Vec::new(), BTreeMap::new());
    for page in pages {
        let addresses = addresses(&browser, page, &mut found).await?;
        let Some(first) = addresses.first() else { continue };
        if opens(&browser, first).await? {
            goals.push((page.name, addresses));
        }
    }
    Ok(Walker { browser, goals })
}

/// Whether this person may open it. What is answered otherwise is an error.
async fn opens(browser: &Browser, address: &str) -> Outcome<bool> {
    match browser.get(address).await?.status {
        200 => Ok(true),
        303 | 403 | 404 => Ok(false),
        status => Err(format!("{address} as {}: {status}", browser.login).into()),
    }
}

/// `found` has the ids of pages that were looked for before.
async fn addresses(
    browser: &Browser,
    page: &Page,
    found: &mut BTreeMap<&'static str, Vec<String>>,
) -> Outcome<Vec<String>> {
    match &page.way {
        Way::Address(path) => Ok(vec![(*path).to_owned()]),
        Way::Words(before) => Ok(WORDS.iter().map(|words| format!("{before}{}", escaped(words))).collect()),
        Way::Next(list) => further_on(browser, list).await,
        Way::Inside(list) => {
            let mut inside = Vec::new();
            for address in lists(list, places(found)) {
                if opens(browser, &address).await? {
                    inside.push(address);
                }
            }
            Ok(inside)
        }
        Way::Record { from, to } => {
            let mut ids = Vec::new();
            for (list, before) in *from {
                for list in lists(list, places(found)) {
                    if ids.len() < MOST {
                        ids.extend(ids_of(browser, &list, before).await?);
                    }
                }
                if !ids.is_empty() {
                    break;
                }
            }
            ids.truncate(MOST);
            let addresses = ids.iter().map(|id| to.replace("{}", id)).collect();
            found.insert(page.name, ids);
            Ok(addresses)
        }
    }
}

/// Places that were found.
fn places<'f>(found: &'f BTreeMap<&'static str, Vec<String>>) -> &'f [String] {
    found.get("place").map(Vec::as_slice).unwrap_or_default()
}

/// A list, or the lists of the places.
fn lists(list: &str, places: &[String]) -> Vec<String> {
    if list.contains("{place}") {
        places.iter().map(|place| list.replace("{place}", place)).collect()
    } else {
        vec![list.to_owned()]
    }
}

async fn further_on(browser: &Browser, list: &str) -> Outcome<Vec<String>> {
    let (mut all, mut path) = (Vec::new(), list.to_owned());
    for _ in 0..DEEP {
        let answer = browser.read(&path).await?;
        let Some(next) =
            Some(answer).filter(|answer| answer.status == 200).and_then(|answer| html::next(&answer.text()))
        else {
            break;
        };
        all.push(next.clone());
        path = next;
    }
    Ok(all)
}

/// Ids on the first pages of a list.
async fn ids_of(browser: &Browser, list: &str, before: &str) -> Outcome<Vec<String>> {
    let (mut ids, mut path) = (Vec::new(), list.to_owned());
    while ids.len() < MOST {
        let answer = browser.read(&path).await?;
        if answer.status != 200 {
            break;
        }
        let text = answer.text();
        ids.extend(html::ids(&text, before));
        match html::next(&text) {
            Some(next) => path = next,
            None => break,
        }
    }
    Ok(ids)
}
