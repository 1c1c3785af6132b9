//! How much one address may take up: connections at once, requests a second.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;

/// The part of an address that stands for one customer of a provider: an IPv6 network of /64 has as many addresses as one likes.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// Connections that are open, by address.
#[derive(Debug, Default, Clone)]
pub(super) struct Open(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One open connection; gone with the value.
#[derive(Debug)]
pub(super) struct Held(Open, IpAddr);

impl Open {
    /// One more from `address`; `None` when it has `most` already.
    pub(super) fn hold(&self, address: IpAddr, most: usize) -> Option<Held> {
        let address = counted(address);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Held(self.clone(), address))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut all = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.1);
            }
        }
    }
}

/// Seconds of requests that may come at once.
const BURST: f64 = 10.0;
/// Addresses remembered; full ones of them are forgotten first, which costs nothing.
const MOST_ADDRESSES: usize = 50_000;

/// A bucket of requests for each address, refilled steadily.
#[derive(Debug, Default)]
pub(crate) struct Buckets(Mutex<HashMap<IpAddr, (f64, Instant)>>);

impl Buckets {
    /// Whether `address` may ask once more at `now`, at `rate` requests a second.
    pub(crate) fn take(&self, address: IpAddr, rate: u32, now: Instant) -> bool {
        let (rate, address) = (f64::from(rate), counted(address));
        let level = |(left, at): (f64, Instant)| {
            now.saturating_duration_since(at).as_secs_f64().mul_add(rate, left).min(rate * BURST)
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_ADDRESSES {
            all.retain(|_, bucket| level(*bucket) < rate * BURST);
        }
        let left = all.get(&address).map_or(rate * BURST, |bucket| level(*bucket));
        let may = left >= 1.0;
        all.insert(address, (if may { left - 1.0 } else { left }, now));
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_ipv6_network_counts_as_one_and_a_bucket_refills() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let open = Open::default();
        let one = open.hold(ip("2001:db8::1"), 2).unwrap();
        let _two = open.hold(ip("2001:db8::2"), 2).unwrap();
        assert!(open.hold(ip("2001:db8::3"), 2).is_none());
        assert!(open.hold(ip("2001:db8:0:1::3"), 2).is_some());
        drop(one);
        assert!(open.hold(ip("2001:db8::4"), 2).is_some());

        let (buckets, start) = (Buckets::default(), Instant::now());
        let taken = (0..100).filter(|_| buckets.take(ip("10.0.0.1"), 2, start)).count();
        assert_eq!(taken, 20, "ten seconds' worth at once");
        assert!(buckets.take(ip("::ffff:10.0.0.2"), 2, start), "another address has its own");
        assert!(!buckets.take(ip("::ffff:10.0.0.1"), 2, start), "the same one written otherwise has not");
        assert!(buckets.take(ip("10.0.0.1"), 2, start + Duration::from_millis(600)));
        assert!(!buckets.take(ip("10.0.0.1"), 2, start + Duration::from_millis(600)));
    }
}
