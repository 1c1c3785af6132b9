//! The steps of blobs: up by tus 1.0.0 (creation, offset, pieces), down by ranges.

use super::answer::{self, Refused};
use super::io::{Answer, Apply, Instruction, Loaded, Method, Need, Request};
use super::session::{Machine, State};
use super::steps;
use crate::kernel::BlobRef;
use crate::rescue::MEDIA_TYPE;
use crate::sync::protocol::{HandIn, HandedIn, STATUS_CHECKSUM_MISMATCH, paths};

/// Standard base64 with padding (RFC 4648), for `Upload-Metadata`.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for piece in bytes.chunks(3) {
        let group = piece.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - piece.len()));
        for place in 0..4 {
            let digit = DIGITS.get((group >> (18 - 6 * place)) as usize & 63).copied().unwrap_or(b'=');
            out.push(if place <= piece.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// The headers that announce a blob to the hub.
pub fn announcement(blob: &BlobRef) -> Vec<(&'static str, String)> {
    let (hash, media_type) = (base64(blob.hash.to_string().as_bytes()), base64(blob.media_type.as_bytes()));
    vec![
        ("upload-length", blob.size.to_string()),
        ("upload-metadata", format!("sha256 {hash},type {media_type}")),
        ("tus-resumable", "1.0.0".to_owned()),
    ]
}

/// Whether a `Location` names a place on a host: a path, or a whole address.
fn is_address(url: &str) -> bool {
    url.starts_with('/') || url.starts_with("http://") || url.starts_with("https://")
}

impl Machine {
    pub(super) fn blob_loaded(&mut self, state: State, loaded: Loaded) -> Instruction {
        match (state, loaded) {
            // A file that did not go through waits for another session, and the wipe with it.
            (State::Upload, Loaded::Upload(None)) if self.revoked && !self.skip.is_empty() => {
                self.finish(Some("device_revoked".to_owned()))
            }
            (State::Upload, Loaded::Upload(None)) if self.revoked => self.apply(State::Wiping, Apply::Wipe),
            (State::Upload, Loaded::Upload(None)) => {
                self.transfers.up_done = true;
                self.blobs()
            }
            (State::Upload, Loaded::Upload(Some((blob, Some(url))))) => self.ask_offset(blob, url),
            (State::Upload, Loaded::Upload(Some((blob, None)))) => self.create(blob),
            (State::UploadBytes { blob, url, offset }, Loaded::Bytes(bytes)) => self.patch(blob, url, offset, bytes),
            (State::Download, Loaded::Download(None)) => {
                self.transfers.down_done = true;
                self.blobs()
            }
            (State::Download, Loaded::Download(Some((blob, here)))) => self.fetch(blob, here),
            _ => self.finish(Some("bad_turn".to_owned())),
        }
    }

    pub(super) fn blob_answered(&mut self, state: State, answer: &Answer) -> Instruction {
        let offset = answer.headers.get("upload-offset").and_then(|offset| offset.parse::<u64>().ok());
        match (state, answer::check(answer)) {
            (state, Err(refused)) => self.refused(state, refused),
            (State::UploadCreate { blob }, Ok(())) => {
                match answer.headers.get("location").filter(|url| is_address(url)) {
                    // The hub may have it already: then all of it counts as sent.
                    Some(url) => {
                        let url = url.clone();
                        let apply = Apply::UploadUrl { hash: blob.hash, url: Some(url.clone()) };
                        self.apply(State::UploadUrl { blob, url, offset: offset.unwrap_or(0) }, apply)
                    }
                    None => self.unclear(blob),
                }
            }
            (State::UploadOffset { blob, url }, Ok(())) => match offset {
                Some(offset) => {
                    // What came of a broken piece is progress: a slow line is not given up while bytes arrive.
                    self.came_to(&blob, offset);
                    self.go_on(blob, url, offset)
                }
                None => self.unclear(blob),
            },
            (State::UploadPatch { blob, url, offset: before, length }, Ok(())) => match offset {
                Some(offset) if offset > before && offset <= before + length => {
                    self.came_to(&blob, offset);
                    self.transfers.up.carried(offset - before, answer.took_ms);
                    if offset < blob.size && self.is_due() {
                        return self.blobs();
                    }
                    self.go_on(blob, url, offset)
                }
                _ => self.unclear(blob),
            },
            (State::Fetch { blob, here }, Ok(())) => {
                // 206 begins where it was asked to; 200 is the whole blob.
                let skip = if answer.status == 206 { 0 } else { usize::try_from(here).unwrap_or(usize::MAX) };
                let bytes = answer.body.get(skip..).unwrap_or_default().to_vec();
                if bytes.is_empty() {
                    return self.refused(State::Fetch { blob, here }, Refused::again("connection_broken"));
                }
                let after = here + bytes.len() as u64;
                self.transfers.down.carried(bytes.len() as u64, answer.took_ms);
                let apply = Apply::Piece { hash: blob.hash, start: here, bytes };
                self.apply(State::Piece { blob, here: after }, apply)
            }
            (State::HandIn { hash }, Ok(())) => match answer::json::<HandedIn>(answer) {
                Ok(outcome) => {
                    self.progress();
                    // Once a session, whatever the store makes of it.
                    self.skip.insert(hash);
                    let apply = Apply::HandedIn { hash, outcome: Box::new(outcome), hub_ms: self.hub_ms };
                    self.apply(State::HandedIn, apply)
                }
                Err(refused) => self.refused(State::HandIn { hash }, refused),
            },
            _ => self.finish(Some("bad_turn".to_owned())),
        }
    }

    /// The hub confirms so many bytes. A full hub may lose at the last piece what it took before: taking that again is no progress.
    fn came_to(&mut self, blob: &BlobRef, offset: u64) {
        let furthest = self.furthest.entry(blob.hash).or_default();
        if offset > *furthest {
            *furthest = offset;
            self.progress();
        }
    }

    /// A yes that says nothing of use. The upload's address is forgotten: kept, it would end every later session here, before the pull.
    fn unclear(&mut self, blob: BlobRef) -> Instruction {
        self.skip.insert(blob.hash);
        let apply = Apply::UploadUrl { hash: blob.hash, url: None };
        self.apply(State::UploadForgotten { skip: Some("bad_answer".to_owned()) }, apply)
    }

    pub(super) fn blob_applied(&mut self, state: State) -> Instruction {
        match state {
            State::UploadUrl { blob, url, offset } => self.go_on(blob, url, offset),
            State::UploadForgotten { skip } => {
                if skip.is_some() {
                    self.report.code = skip;
                }
                self.blobs()
            }
            State::Uploaded => {
                self.report.blobs_up += 1;
                self.blobs()
            }
            State::HandedIn => self.blobs(),
            State::Piece { blob, here } if here >= blob.size => {
                self.apply(State::Whole { hash: blob.hash }, Apply::Whole(blob.hash))
            }
            State::Piece { .. } => self.blobs(),
            State::Whole { .. } => {
                self.report.blobs_down += 1;
                self.blobs()
            }
            _ => self.finish(Some("bad_turn".to_owned())),
        }
    }

    /// The hub will not have it this way. One blob does not hold up the others.
    pub(super) fn blob_refused(&mut self, state: State, code: String, status: u16) -> Instruction {
        if status == 401 || code == "captive_portal" {
            return self.finish(Some(code));
        }
        match (state, status) {
            // The upload is gone on the hub: it starts over.
            (State::UploadOffset { blob, .. } | State::UploadPatch { blob, .. }, 404 | 410) => {
                if !self.transfers.gone.insert(blob.hash) {
                    self.skip.insert(blob.hash);
                    self.report.code = Some(code);
                }
                let apply = Apply::UploadUrl { hash: blob.hash, url: None };
                self.apply(State::UploadForgotten { skip: None }, apply)
            }
            // The hub has another number of bytes than we thought.
            (State::UploadPatch { blob, url, offset, length }, 409) => {
                self.refused(State::UploadPatch { blob, url, offset, length }, Refused::again("upload_offset"))
            }
            (State::UploadPatch { blob, .. }, STATUS_CHECKSUM_MISMATCH) => {
                self.skip.insert(blob.hash);
                let apply = Apply::UploadUrl { hash: blob.hash, url: None };
                self.apply(State::UploadForgotten { skip: Some("hash_mismatch".to_owned()) }, apply)
            }
            (State::UploadCreate { blob } | State::UploadOffset { blob, .. } | State::UploadPatch { blob, .. }, _) => {
                self.skip.insert(blob.hash);
                self.report.code = Some(code);
                self.blobs()
            }
            // The hub has lost the bytes again: another session sends them.
            (State::HandIn { hash }, 404) if code == "blob_unknown" => {
                self.skip.insert(hash);
                self.apply(State::UploadForgotten { skip: None }, Apply::UploadUrl { hash, url: None })
            }
            // It is another's work: said on the screen, and no failure of this phone's own sync.
            (State::HandIn { hash }, _) => {
                self.skip.insert(hash);
                let code = if matches!(status, 404 | 405) { "rescue_hub_older".to_owned() } else { code };
                self.apply(State::HandedIn, Apply::HandInRefused { hash, code })
            }
            // Its author has not sent it yet: another session will find it.
            (State::Fetch { blob, .. }, 404) => {
                self.skip.insert(blob.hash);
                self.blobs()
            }
            (State::Fetch { blob, .. }, _) => {
                self.skip.insert(blob.hash);
                self.report.code = Some(code);
                self.blobs()
            }
            _ => self.finish(Some(code)),
        }
    }

    fn create(&mut self, blob: BlobRef) -> Instruction {
        let headers = announcement(&blob);
        self.state = State::UploadCreate { blob };
        let request = Request {
            method: Method::Post,
            path: paths::UPLOADS.to_owned(),
            headers,
            body: Vec::new(),
            compress: false,
        };
        Instruction::Send(request)
    }

    fn ask_offset(&mut self, blob: BlobRef, url: String) -> Instruction {
        self.state = State::UploadOffset { blob, url: url.clone() };
        tus(Method::Head, &url, Vec::new(), Vec::new())
    }

    /// Sends what the hub lacks.
    fn go_on(&mut self, blob: BlobRef, url: String, offset: u64) -> Instruction {
        if offset >= blob.size && blob.media_type == MEDIA_TYPE {
            let body = steps::json(&HandIn { hash: blob.hash });
            self.state = State::HandIn { hash: blob.hash };
            return self.post(paths::RESCUE, "application/json", &body, false);
        }
        if offset >= blob.size {
            return self.apply(State::Uploaded, Apply::Uploaded(blob.hash));
        }
        let need = Need::Bytes { hash: blob.hash, start: offset, length: self.transfers.up.piece() };
        self.state = State::UploadBytes { blob, url, offset };
        Instruction::Load(need)
    }

    fn patch(&mut self, blob: BlobRef, url: String, offset: u64, bytes: Vec<u8>) -> Instruction {
        let headers =
            vec![("upload-offset", offset.to_string()), ("content-type", "application/offset+octet-stream".to_owned())];
        let request = tus(Method::Patch, &url, headers, bytes.clone());
        self.state = State::UploadPatch { blob, url, offset, length: bytes.len() as u64 };
        request
    }

    fn fetch(&mut self, blob: BlobRef, here: u64) -> Instruction {
        if here >= blob.size {
            return self.apply(State::Whole { hash: blob.hash }, Apply::Whole(blob.hash));
        }
        let last = (here + self.transfers.down.piece() as u64).min(blob.size) - 1;
        let path = format!("{}/{}", paths::BLOBS, blob.hash);
        let headers = vec![("range", format!("bytes={here}-{last}"))];
        self.state = State::Fetch { blob, here };
        Instruction::Send(Request { method: Method::Get, path, headers, body: Vec::new(), compress: false })
    }
}

fn tus(method: Method, path: &str, mut headers: Vec<(&'static str, String)>, body: Vec<u8>) -> Instruction {
    headers.push(("tus-resumable", "1.0.0".to_owned()));
    Instruction::Send(Request { method, path: path.to_owned(), headers, body, compress: false })
}
