package understand

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wording is one short mail with what it says, from a file of testdata/wordings:
//
//	== a name
//	Subject: …                 (any header; From, Date and Content-Type have defaults)
//
//	the text                   (HTML where it begins with a tag)
//	--
//	request_extension missing=expires_on,guest sponsor=Ana Ruiz route=wyss
//	guest given_name=Mei family_name=Lin expires_on=2027-06-30
//
// Every key that is not named is null, but for affiliation and role, which count only
// where they are named.
type wording struct {
	name, mail string
	top        map[string]string
	intent     string
	guests     []map[string]string
}

func readWordings(t testing.TB, path string) []wording {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []wording
	for _, block := range strings.Split("\n"+string(text), "\n== ")[1:] {
		head, rest, _ := strings.Cut(block, "\n")
		at := strings.LastIndex(rest, "\n--\n") // a signature may have such a line, too
		if at < 0 {
			t.Fatalf("%s: %s: no line of two dashes", path, head)
		}
		mail, expect := rest[:at], rest[at+4:]
		w := wording{name: strings.TrimSpace(head), top: map[string]string{}}
		headers, body, _ := strings.Cut(strings.TrimRight(mail, "\n")+"\n\n", "\n\n") // the subject may be all there is
		if !strings.Contains(headers, "From:") {
			headers = "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\n" + headers
		}
		if !strings.Contains(headers, "\nDate:") {
			headers += "\nDate: Tue, 12 Jan 2027 10:00:00 -0500"
		}
		if !strings.Contains(headers, "\nContent-Type:") {
			kind := "text/plain"
			if strings.HasPrefix(strings.TrimSpace(body), "<") {
				kind = "text/html"
			}
			headers += "\nContent-Type: " + kind + "; charset=utf-8\nContent-Transfer-Encoding: 8bit"
		}
		w.mail = strings.Trim(headers, "\n") + "\nTo: guest-requests@hms.harvard.edu\nMIME-Version: 1.0\n\n" + body + "\n"
		for line := range strings.SplitSeq(strings.TrimSpace(expect), "\n") {
			word, pairs, _ := strings.Cut(strings.TrimSpace(line), " ")
			m := keyed(pairs)
			if word == "guest" {
				w.guests = append(w.guests, m)
				continue
			}
			w.intent, w.top = word, m
		}
		out = append(out, w)
	}
	return out
}

// keyed reads "a=x y b=z": a value goes on to the next word with an equals sign.
func keyed(s string) map[string]string {
	m, key := map[string]string{}, ""
	for w := range strings.FieldsSeq(s) {
		if k, v, ok := strings.Cut(w, "="); ok {
			key = k
			m[key] = v
		} else {
			m[key] += " " + w
		}
	}
	return m
}

func (g Guest) keys() map[string]string {
	m := map[string]string{}
	for k, v := range map[string]*string{"given_name": g.GivenName, "family_name": g.FamilyName, "email": g.Email, "affiliation": g.Affiliation, "role": g.Role, "huid": g.HUID, "hsr": g.HSR, "account_id": g.AccountID} {
		if v != nil {
			m[k] = *v
		}
	}
	if g.StartsOn != nil {
		m["starts_on"] = g.StartsOn.String()
	}
	if g.ExpiresOn != nil {
		m["expires_on"] = g.ExpiresOn.String()
	}
	return m
}

var shortKeys = map[string]string{"g": "given_name", "f": "family_name", "e": "email", "aff": "affiliation", "r": "role", "acct": "account_id", "s": "starts_on", "x": "expires_on"}

func TestWordings(t *testing.T) {
	files, err := filepath.Glob("testdata/wordings/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no wordings", err)
	}
	for _, path := range files {
		for _, w := range readWordings(t, path) {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txt")+"/"+w.name, func(t *testing.T) {
				opts := DefaultOptions()
				r := Read([]byte(w.mail), opts)
				var wrong []string
				differ := func(key, want, got string) {
					if !strings.EqualFold(want, got) {
						wrong = append(wrong, fmt.Sprintf("%s: want %q, got %q", key, want, got))
					}
				}
				differ("intent", w.intent, string(r.Intent))
				differ("missing", w.top["missing"], strings.Join(r.Missing, ","))
				if v, ok := w.top["route"]; ok {
					differ("route", v, string(r.Route))
				} else {
					differ("route", "hms", string(r.Route))
				}
				name := ""
				if r.SponsorName != nil {
					name = *r.SponsorName
				}
				if v, ok := w.top["sponsor"]; ok {
					differ("sponsor", v, name)
				}
				huid := ""
				if r.SponsorHUID != nil {
					huid = *r.SponsorHUID
				}
				differ("sponsor_huid", w.top["huid"], huid)
				if len(r.Guests) != len(w.guests) {
					wrong = append(wrong, fmt.Sprintf("guests: want %d, got %d", len(w.guests), len(r.Guests)))
					for _, g := range r.Guests {
						wrong = append(wrong, fmt.Sprint("  got ", g.keys()))
					}
				} else {
					for i, g := range r.Guests {
						got := g.keys()
						want := map[string]string{}
						for k, v := range w.guests[i] {
							if long, ok := shortKeys[k]; ok {
								k = long
							}
							want[k] = v
						}
						for _, k := range []string{"given_name", "family_name", "email", "affiliation", "role", "huid", "hsr", "account_id", "starts_on", "expires_on"} {
							if _, ok := want[k]; !ok && (k == "affiliation" || k == "role") {
								continue
							}
							differ(fmt.Sprintf("guest %d %s", i+1, k), want[k], got[k])
						}
					}
				}
				if len(wrong) > 0 {
					t.Errorf("%s\n   (intent: %s)\n%s", strings.Join(wrong, "\n"), r.IntentReason, w.mail)
				}
			})
		}
	}
}
