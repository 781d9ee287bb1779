//! Contents of attachments outside of the database: in a folder, and in a bucket of a store that speaks S3.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use cert_verify::{base64url, sha256};

use super::{
    desk::{self, Browser},
    wallet::{OFFICE, Wallet, post, put, submission},
    world::World,
};

const PDF: &str = "application/pdf";

/// A bucket that keeps what is put into it, as far as we use one.
#[derive(Clone, Default)]
struct Bucket {
    objects: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    is_away: Arc<AtomicBool>,
}

impl Bucket {
    /// Serves on a free port until this process ends; gives back where.
    fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let bucket = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let bucket = bucket.clone();
                thread::spawn(move || bucket.talk(stream));
            }
        });
        format!("http://{address}")
    }

    fn talk(&self, stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut stream = stream;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let mut words = line.split(' ');
            let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
            let mut length = 0;
            loop {
                let mut header = String::new();
                reader.read_line(&mut header).ok()?;
                if header.trim().is_empty() {
                    break;
                }
                let (name, value) = header.split_once(':')?;
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().ok()?;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).ok()?;
            let (status, answer) = self.answer(&method, &path, body);
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\netag: \"1\"\r\nlast-modified: Mon, 23 Nov 2026 04:00:00 GMT\r\n\r\n",
                answer.len()
            );
            stream.write_all(head.as_bytes()).ok()?;
            stream.write_all(&answer).ok()?;
        }
    }

    fn answer(&self, method: &str, path: &str, body: Vec<u8>) -> (&'static str, Vec<u8>) {
        if self.is_away.load(Ordering::SeqCst) {
            return ("503 Away", Vec::new());
        }
        let mut objects = self.objects.lock().unwrap();
        let name = path.trim_start_matches("/city/").to_owned();
        match method {
            "PUT" => {
                objects.insert(name, body);
                ("200 OK", Vec::new())
            }
            "GET" => match objects.get(&name) {
                Some(content) => ("200 OK", content.clone()),
                None => ("404 Not Found", Vec::new()),
            },
            "DELETE" => {
                objects.remove(&name);
                ("204 No Content", Vec::new())
            }
            "POST" => {
                let text = String::from_utf8(body).unwrap();
                let keys =
                    text.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
                keys.for_each(|key| drop(objects.remove(key)));
                let done = "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></DeleteResult>";
                ("200 OK", done.as_bytes().to_vec())
            }
            _ => ("405 Method Not Allowed", Vec::new()),
        }
    }

    fn names(&self) -> Vec<String> {
        self.objects.lock().unwrap().keys().cloned().collect()
    }
}

fn files_in(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files_in(&entry.path()) } else { 1 }).sum()
}

/// From the upload to the clerk who opens it, and what nobody takes up; `count` says how many contents there are.
fn goes_its_way(world: &mut World, count: impl Fn(&World) -> usize) {
    assert_eq!(count(world), 0, "the trial of the start is gone");
    let wallet = Wallet::of_chen(world, 1);
    let content = b"%PDF-1.7 specimen proof";
    let challenge = wallet.challenge(world);
    let digest = sha256(content);
    put(world, &challenge.nonce, &digest, PDF, content).expect(201);
    put(world, &challenge.nonce, &digest, PDF, content).expect(201);
    assert_eq!(count(world), 1, "the same file again is kept once");
    put(world, &challenge.nonce, &sha256(b"%PDF-other"), PDF, b"%PDF-other").expect(201);
    let signed = wallet.sign(world, &wallet.draft_with(world, content), &challenge, &submission(1));
    let filed = post(world, &signed.idempotency_key, &signed.body).expect(201).json();
    assert!(
        !world.stored().windows(content.len()).any(|part| part == content),
        "not in the database"
    );
    desk::add(world, "lin", "look:psb");
    let case_no = filed["case_no"].as_str().unwrap();
    let place = format!("/cases/{case_no}/attachments/{}", base64url::encode(&digest));
    assert_eq!(Browser::of(world, "lin").get(&place).expect(200).body, content);
    // What no filing takes up goes, what was filed stays.
    assert_eq!(count(world), 2);
    world.pass(2 * 3_600);
    world.restart();
    assert_eq!(count(world), 1);
    assert_eq!(Browser::of(world, "lin").get(&place).expect(200).body, content);
}

#[test]
fn in_a_folder() {
    let mut world = desk::with_desk(&[]);
    let folder = world.folder.join("contents");
    world.config.attachments = Some(folder.to_str().unwrap().to_owned());
    world.restart();
    goes_its_way(&mut world, |_| files_in(&folder));
    // Without its place a content is not said to be missing.
    let (uploaded, folder) = (files_in(&folder), folder.clone());
    assert_eq!(uploaded, 1);
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, b"no folder").unwrap();
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("attachments cannot be kept in"), "{refused}");
    // A folder that others may read is none for scans of identity papers.
    fs::remove_file(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("chmod 700"), "{refused}");
}

#[test]
fn in_a_bucket() {
    let bucket = Bucket::default();
    let endpoint = bucket.serve();
    let mut world = desk::with_desk(&[]);
    let place = format!("s3://city/certfill?endpoint={endpoint}&region=specimen&anonymous=true");
    world.config.attachments = Some(place);
    world.restart();
    let names = bucket.clone();
    goes_its_way(&mut world, move |_| names.names().len());
    assert!(bucket.names()[0].starts_with("certfill/psb/"), "{:?}", bucket.names());
    // A store that is away loses nothing, and stops nothing but uploads.
    bucket.is_away.store(true, Ordering::SeqCst);
    let wallet = Wallet::of_chen(&world, 2);
    let challenge = wallet.challenge(&world);
    let refused = put(&world, &challenge.nonce, &sha256(b"%PDF-x"), PDF, b"%PDF-x").expect(503);
    assert_eq!(refused.code(), "storage-unavailable");
    let signed = wallet.signed(&world, &submission(2));
    post(&world, &signed.idempotency_key, &signed.body).expect(201);
    bucket.is_away.store(false, Ordering::SeqCst);
    put(&world, &challenge.nonce, &sha256(b"%PDF-x"), PDF, b"%PDF-x").expect(201);
    world.get(&format!("{OFFICE}/nothing")).expect(404);
    bucket.is_away.store(true, Ordering::SeqCst);
    let refused = world.try_restart().unwrap_err().to_string();
    assert!(refused.contains("s3://city/certfill") && !refused.contains("endpoint"), "{refused}");
}
