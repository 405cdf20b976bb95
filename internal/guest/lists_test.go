package guest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
)

// fill makes a large office by SQL: n accounts of 200 sponsors, two requests and mails and audit
// events for each.
func fill(t testing.TB, ctx context.Context, db *sqlx.DB, n int) {
	t.Helper()
	for _, statement := range []string{
		`INSERT INTO sponsors (huid, name, email, affiliation, department, active, created_at, updated_at)
		 SELECT lpad((20000000 + i)::text, 8, '0'), 'Sponsor ' || md5(i::text), 'sponsor' || i || '@hms.harvard.edu', 'HMS_STAFF', 'Department ' || i % 17, i % 9 > 0, now(), now() FROM generate_series(1, 200) i`,
		`INSERT INTO guests (given_name, family_name, personal_email, huid, created_at, updated_at)
		 SELECT 'Given' || i % 977, 'Family' || md5(i::text), 'g' || i || '@example.org', lpad((80000000 + i)::text, 8, '0'), now(), now() FROM generate_series(1, $1) i`,
		`INSERT INTO sponsored_roles (number, type, guest_huid, guest_given_name, guest_family_name, guest_email, starts_on, ends_on, created_at, updated_at)
		 SELECT 'M' || i, 'Visitor', lpad((80000000 + i)::text, 8, '0'), 'Given' || i % 977, 'Family' || md5(i::text), 'g' || i || '@example.org', '2020-01-01', '2035-12-31', now(), now() FROM generate_series(1, $1) i`,
		`INSERT INTO accounts (account_id, guest_id, sponsor_id, role_id, status, starts_on, expires_on, name_key, search_key, created_at, updated_at)
		 SELECT 'gf' || 100 + g.id, g.id, (SELECT min(id) FROM sponsors) + g.id % 203, r.id, (ARRAY['ACTIVE','ACTIVE','ACTIVE','PENDING_ACTIVATION','SUSPENDED','EXPIRED','EXPIRED','ENDED'])[1 + g.id % 8],
		   CAST('2025-12-01' AS date) + (g.id % 30)::int, CAST('2027-01-04' AS date) + (CASE WHEN g.id % 8 IN (5, 6, 7) THEN - (1 + g.id % 370) ELSE g.id % 367 END)::int,
		   lower(g.family_name || ' ' || g.given_name), lower(concat_ws(' ', g.given_name, g.family_name, g.personal_email, 'gf' || 100 + g.id, g.huid)), now() - g.id * interval '1 minute', now()
		 FROM guests g JOIN sponsored_roles r ON r.guest_huid = g.huid WHERE $1 > 0`,
		`INSERT INTO requests (kind, source, status, sponsor_id, given_name, family_name, personal_email, huid, role_id, account_id, expires_on, asked_on, via_academic_affairs, holds, search_key, created_at, updated_at)
		 SELECT (ARRAY['ACCOUNT','EXTENSION'])[k], (ARRAY['WEB','EMAIL','API'])[1 + a.id % 3], CASE WHEN a.id % 50 = 0 AND k = 2 THEN (ARRAY['NEEDS_DETAILS','AWAITING_SPONSOR','AWAITING_ROLE','AWAITING_ACADEMIC_AFFAIRS','AWAITING_SERVICE_DESK'])[1 + a.id / 50 % 5] ELSE (ARRAY['FULFILLED','FULFILLED','DENIED','CANCELLED','LAPSED'])[1 + a.id % 5] END,
		   a.sponsor_id, g.given_name, g.family_name, g.personal_email, g.huid, a.role_id, a.id, a.expires_on, a.starts_on, a.id % 40 = 0, CASE WHEN a.id % 50 = 0 AND k = 2 THEN '[{"reason":"ROLE_ENDS_TOO_SOON"}]' ELSE '[]' END::jsonb,
		   a.search_key, a.created_at + k * interval '1 second', a.created_at + k * interval '1 hour'
		 FROM accounts a JOIN guests g ON g.id = a.guest_id, generate_series(1, 2) k WHERE $1 > 0`,
		`INSERT INTO notifications (kind, status, recipients, subject, message_id, account_id, request_id, created_at)
		 SELECT 'EXTENDED', CASE WHEN a.id % 5000 = 0 THEN 'FAILED' WHEN a.id % 1000 = 0 THEN 'PENDING' ELSE 'SENT' END, ARRAY['x@example.org'], 'subject', 'm' || a.id || '.' || k, a.id, NULL, now() FROM accounts a, generate_series(1, 2) k WHERE $1 > 0`,
		`INSERT INTO audit_events (at, actor, action, subject_type, subject_id, summary)
		 SELECT a.created_at + k * interval '1 minute', 'sponsor' || a.sponsor_id || '@hms.harvard.edu', 'account.opened', (ARRAY['GuestAccount','GuestRequest'])[k], a.id, 'summary' FROM accounts a, generate_series(1, 2) k WHERE $1 > 0`,
		`INSERT INTO inbound_emails (at_mailbox, at_uid_validity, at_uid, size, fingerprint, from_address, subject, received_at, raw, outcome, created_at)
		 SELECT 'INBOX', 1, i, 0, convert_to('f' || i, 'UTF8'), 'g' || i || '@example.org', 'Request ' || md5(i::text), now() - i * interval '1 minute', '', CASE WHEN i % 500 = 0 THEN 'QUARANTINED' ELSE 'ACTED' END, now() FROM generate_series(1, $1 / 4) i`,
	} {
		args := []any{n}
		if !strings.Contains(statement, "$1") {
			args = nil
		}
		if _, err := db.ExecContext(ctx, statement, args...); err != nil {
			t.Fatalf("%v:\n%s", err, statement)
		}
	}
	for _, table := range []string{"sponsors", "guests", "sponsored_roles", "accounts", "requests", "notifications", "audit_events", "inbound_emails"} {
		if _, err := db.ExecContext(ctx, "VACUUM ANALYZE "+table); err != nil {
			t.Fatal(err)
		}
	}
}

// plan is a node of EXPLAIN (FORMAT JSON).
type plan struct {
	Type  string `json:"Node Type"`
	Table string `json:"Relation Name"`
	Rows  int    `json:"Actual Rows"`
	Gone  int    `json:"Rows Removed by Filter"`
	Loops int    `json:"Actual Loops"`
	Plans []plan `json:"Plans"`
}

// touched is how many rows of tables the plan read, and the tables it read from end to end.
func (p plan) touched() (rows int, scanned []string) {
	if p.Table != "" {
		rows = (p.Rows + p.Gone) * max(p.Loops, 1)
	}
	if p.Type == "Seq Scan" {
		scanned = append(scanned, p.Table)
	}
	for _, child := range p.Plans {
		r, s := child.touched()
		rows, scanned = rows+r, append(scanned, s...)
	}
	return rows, scanned
}

func explain(t testing.TB, ctx context.Context, db *sqlx.DB, query string, args []any) plan {
	t.Helper()
	var text []byte
	if err := db.GetContext(ctx, &text, "EXPLAIN (ANALYZE, FORMAT JSON) "+query, args...); err != nil {
		t.Fatalf("%v:\n%s", err, query)
	}
	var plans []struct{ Plan plan }
	if err := json.Unmarshal(text, &plans); err != nil {
		t.Fatal(err)
	}
	return plans[0].Plan
}

// Each list, by each filter and order, reads what it shows from indexes: at the very most an
// eighth of the rows, where a filter and an order that share no index meet. GUESTD_TEST_ROWS says
// how many accounts there are.
func TestListsReadIndexes(t *testing.T) {
	if testing.Short() {
		t.Skip("short: 100,000 accounts take seconds to make")
	}
	t.Parallel()
	b := setup(t)
	n := 20_000
	if text := os.Getenv("GUESTD_TEST_ROWS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, b.ctx, b.db, n)
	sponsorID := b.ada.Sponsor.ID + 7
	sponsor := Actor{Roles: []Role{RoleSponsor}, Sponsor: &Sponsor{ID: sponsorID}}
	guest := Actor{Roles: []Role{RoleGuest}, Guest: &Guest{ID: 4711}}
	both := Actor{Roles: []Role{RoleSponsor, RoleGuest}, Sponsor: sponsor.Sponsor, Guest: guest.Guest}
	huid := "20000005"
	recorded, recorder := record(t)
	svc := newService(t, recorded, b.clock)
	// check explains what a list ran.
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		for _, ran := range recorder.take() {
			rows, scanned := explain(t, b.ctx, b.db, ran.query, ran.args).touched()
			scanned = slices.DeleteFunc(scanned, func(table string) bool { return table == "sponsors" }) // of 200 rows
			if len(scanned) > 0 {
				t.Errorf("reads %v from end to end:\n%s %v", scanned, ran.query, ran.args)
			}
			if limit := n / 8; rows > limit {
				t.Errorf("reads %d rows for a page:\n%s %v", rows, ran.query, ran.args)
			}
		}
	}
	recorder.take()
	page := PageArgs{First: ptr(50)}
	actors := map[string]Actor{"desk": b.desk, "sponsor": sponsor, "guest": guest, "both": both}
	accountFilters := []*AccountFilter{
		nil, {Status: []AccountStatus{Active}}, {Status: []AccountStatus{Suspended, PendingActivation}}, {Status: []AccountStatus{Expired}}, {Status: []AccountStatus{Ended}},
		{Search: ptr("g4711@example")}, {Search: ptr("familyab12")}, {ExpiresFrom: day, ExpiresTo: day.AddDays(30)}, {SponsorHUID: &huid},
		{Status: []AccountStatus{Active}, ExpiresFrom: day, ExpiresTo: day.AddDays(30)}, {SponsorHUID: &huid, Status: []AccountStatus{Active}},
	}
	for _, actor := range actors {
		for _, filter := range accountFilters {
			for _, field := range []AccountOrderField{AccountsByExpiry, AccountsByCreated, AccountsByName} {
				for _, direction := range []OrderDirection{Asc, Desc} {
					_, err := svc.Accounts(b.ctx, actor, nil, filter, &AccountOrder{Field: field, Direction: direction}, page)
					check(err)
				}
			}
		}
	}
	requestFilters := []*RequestFilter{
		nil, {Status: []RequestStatus{AwaitingServiceDesk}}, {Status: []RequestStatus{NeedsDetails, AwaitingRole, AwaitingSponsor, AwaitingAcademicAffairs, AwaitingServiceDesk}}, {Status: []RequestStatus{Denied}},
		{Kind: ptr(KindExtension)}, {Source: ptr(SourceEmail)}, {SponsorHUID: &huid}, {Search: ptr("g4711@example")}, {Search: ptr("R-1234")},
		{SponsorHUID: &huid, Status: []RequestStatus{AwaitingRole}},
	}
	actors["affairs"] = b.affairs
	for _, actor := range actors {
		for _, filter := range requestFilters {
			for _, field := range []RequestOrderField{RequestsByCreated, RequestsByUpdated} {
				_, err := svc.Requests(b.ctx, actor, nil, filter, &RequestOrder{Field: field, Direction: Desc}, page)
				check(err)
			}
		}
	}
	for _, filter := range []*InboundEmailFilter{nil, {Outcome: []InboundOutcome{OutcomeQuarantined}}, {Outcome: []InboundOutcome{OutcomeQuarantined, OutcomeRefused}}, {Search: ptr("g4711@example.org")}} {
		_, err := svc.InboundEmails(b.ctx, b.desk, filter, page)
		check(err)
	}
	now := time.Now()
	for _, filter := range []*AuditFilter{nil, {SubjectType: TypeAccount, SubjectID: 4711}, {Actor: ptr("sponsor12@hms.harvard.edu")}, {From: ptr(now.AddDate(0, 0, -30)), To: ptr(now.AddDate(0, 0, -29))}} {
		_, err := svc.AuditEvents(b.ctx, b.desk, filter, page)
		check(err)
	}
	_, err := svc.Notifications(b.ctx, b.desk, Account{ID: 4711}, page)
	check(err)
	_, err = svc.FailedNotifications(b.ctx, b.desk, page)
	check(err)

	// The statements of queries/*.sql that a request, a sweep or a page of the dashboard runs.
	for name, args := range map[string][]any{
		"account-by-account-id": {"gf4811"}, "account-of-guest": {4711}, "accounts-of-guests": {int64s{4711, 4712}}, "requests-of-accounts": {int64s{4711, 4712}},
		"roles-of-guests": {int64s{4711, 4712}}, "roles-for": {"M4711", "80004711", "g4711@example.org"}, "sponsors-known-as": {"80004711", "g4711@example.org"},
		"open-account-requests-like": {sponsorID, "new@wyss.harvard.edu", "80004711", "g4711@example.org", "Gus", "Grove"}, "open-extensions-of": {4711}, "open-requests-for-roles": {texts{"M4711"}, texts{"80004711"}, texts{"g4711@example.org"}},
		"open-requests-of-sponsors": {int64s{sponsorID}, texts{"new@wyss.harvard.edu"}}, "accounts-outliving-roles": {int64s{4711}}, "requests-to-lapse": {now.AddDate(-1, 0, 0), 200},
		"audit-of-subjects": {TypeAccount, int64s{4711}}, "cancel-reminders": {4711}, "guest-by-email": {"g4711@example.org"}, "count-expiring-by-day": {day, day.AddDays(30), nil},
		"claim-reminders": {day, day.AddDays(7), 200, int64s{7, 6, 5, 4, 3, 2, 1, 0}}, "expire-accounts": {day, now, 200},
	} {
		query := b.statement(name)
		tx := b.db.MustBeginTx(b.ctx, nil)
		var text []byte
		if err := tx.GetContext(b.ctx, &text, "EXPLAIN (FORMAT JSON) "+query, args...); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if name == "expire-accounts" { // it finds nothing, and must not look through what is over already
			var text []byte
			check(tx.GetContext(b.ctx, &text, "EXPLAIN (ANALYZE, FORMAT JSON) "+query, args...))
			var plans []struct{ Plan plan }
			check(json.Unmarshal(text, &plans))
			if rows, _ := plans[0].Plan.touched(); rows > 1000 {
				t.Errorf("%s reads %d rows and finds nothing", name, rows)
			}
		}
		check(tx.Rollback())
		var plans []struct{ Plan plan }
		check(json.Unmarshal(text, &plans))
		_, scanned := plans[0].Plan.touched()
		if name == "expire-accounts" { // judged by what it reads, above
			continue
		}
		if len(slices.DeleteFunc(scanned, func(table string) bool { return table == "sponsors" })) > 0 { // of 200 rows
			t.Errorf("%s reads %v from end to end", name, scanned)
		}
	}
}

// statement is the text of one of queries/*.sql.
func (b *bundle) statement(name string) string {
	b.t.Helper()
	files, err := queryFiles.ReadDir("queries")
	b.must(err)
	for _, file := range files {
		text, err := queryFiles.ReadFile("queries/" + file.Name())
		b.must(err)
		if _, rest, ok := strings.Cut(string(text), "-- name: "+name+"\n"); ok {
			query, _, _ := strings.Cut(rest, "-- name:")
			return regexp.MustCompile(`(?m)^--.*$`).ReplaceAllString(strings.TrimRight(query, "; \n"), "")
		}
	}
	b.t.Fatalf("there is no statement %s", name)
	return ""
}

// Pages follow one another forwards and backwards without a gap or a repeat, whatever the order,
// also where many rows are alike in it.
func TestPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.many(57, "2027-06-30")
	for _, field := range []AccountOrderField{AccountsByExpiry, AccountsByCreated, AccountsByName} {
		for _, direction := range []OrderDirection{Asc, Desc} {
			order := &AccountOrder{Field: field, Direction: direction}
			whole, err := b.svc.Accounts(b.ctx, b.desk, nil, nil, order, PageArgs{First: ptr(100)})
			b.must(err)
			ids := func(rows []Account) []int64 {
				out := make([]int64, len(rows))
				for i, row := range rows {
					out[i] = row.ID
				}
				return out
			}
			var forwards, backwards []int64
			args := PageArgs{First: ptr(10)}
			for {
				p, err := b.svc.Accounts(b.ctx, b.desk, nil, nil, order, args)
				b.must(err)
				forwards = append(forwards, ids(p.Rows)...)
				if p.HasPrevious != (args.After != nil) {
					t.Errorf("has a previous page: %t", p.HasPrevious)
				}
				if !p.HasNext {
					break
				}
				args.After = &p.Cursors[len(p.Cursors)-1]
			}
			args = PageArgs{Last: ptr(10)}
			for {
				p, err := b.svc.Accounts(b.ctx, b.desk, nil, nil, order, args)
				b.must(err)
				backwards = append(ids(p.Rows), backwards...)
				if !p.HasPrevious {
					break
				}
				args.Before = &p.Cursors[0]
			}
			if want := ids(whole.Rows); !slices.Equal(forwards, want) || !slices.Equal(backwards, want) || len(want) != 57 {
				t.Errorf("%s %s: forwards %v, backwards %v, want %v", field, direction, forwards, backwards, want)
			}
			if n, err := whole.Count(b.ctx); n != 57 || err != nil {
				t.Errorf("counted %d, %v", n, err)
			}
		}
	}
	byExpiry, err := b.svc.Accounts(b.ctx, b.desk, nil, nil, nil, PageArgs{First: ptr(1)})
	b.must(err)
	for why, args := range map[string]PageArgs{
		"both ends": {First: ptr(1), Last: ptr(1)}, "too many": {First: ptr(101)}, "fewer than none": {Last: ptr(-1)}, "a made-up cursor": {After: ptr("nonsense")},
		"a made-up key": {After: ptr("eyJrIjoic29vbiIsImkiOjF9")}, // {"k":"soon","i":1}
	} {
		if _, err := b.svc.Accounts(b.ctx, b.desk, nil, nil, nil, args); !errors.Is(err, ErrBadCursor) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if _, err := b.svc.Requests(b.ctx, b.desk, nil, nil, nil, PageArgs{After: &byExpiry.Cursors[0]}); err != nil && !errors.Is(err, ErrBadCursor) {
		t.Errorf("another list's cursor: %v", err)
	}
}

// What filters find, and who sees what.
func TestFilters(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-06-30")
	in := gus("2027-12-31")
	in.Guest.GivenName, in.Guest.FamilyName, in.Guest.PersonalEmail = ptr("Élodie"), ptr("100%_Maple"), ptr("elodie@example.org")
	b.ask(b.ben, in)
	accounts := func(actor Actor, f AccountFilter) int {
		t.Helper()
		p, err := b.svc.Accounts(b.ctx, actor, nil, &f, nil, PageArgs{})
		b.must(err)
		return len(p.Rows)
	}
	requests := func(actor Actor, f RequestFilter) int {
		t.Helper()
		p, err := b.svc.Requests(b.ctx, actor, nil, &f, nil, PageArgs{})
		b.must(err)
		return len(p.Rows)
	}
	guest := b.person("gus@example.org")
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"the sponsor's own", accounts(b.ada, AccountFilter{}), 1}, {"another's", accounts(b.ben, AccountFilter{}), 0}, {"the guest's own", accounts(guest, AccountFilter{}), 1},
		{"active", accounts(b.desk, AccountFilter{Status: []AccountStatus{Active}}), 1}, {"expired", accounts(b.desk, AccountFilter{Status: []AccountStatus{Expired}}), 0},
		{"no status at all", accounts(b.desk, AccountFilter{Status: []AccountStatus{}}), 0}, {"what is no status", accounts(b.desk, AccountFilter{Status: []AccountStatus{"') OR true --"}}), 0},
		{"by name", accounts(b.desk, AccountFilter{Search: ptr("GROVE")}), 1}, {"by account ID", accounts(b.desk, AccountFilter{Search: &acc.AccountID}), 1}, {"by Harvard ID", accounts(b.desk, AccountFilter{Search: ptr("70000001")}), 1},
		{"wildcards are letters", accounts(b.desk, AccountFilter{Search: ptr("%")}), 0}, {"until then", accounts(b.desk, AccountFilter{ExpiresTo: d("2027-06-29")}), 0}, {"from then", accounts(b.desk, AccountFilter{ExpiresFrom: d("2027-06-30")}), 1},
		{"accents apart", requests(b.desk, RequestFilter{Search: ptr("elodie 100%_maple")}), 1}, {"by number", requests(b.desk, RequestFilter{Search: ptr("r-1001")}), 1},
		{"requests of the sponsor", requests(b.ada, RequestFilter{}), 1}, {"of the guest", requests(guest, RequestFilter{}), 1}, {"of Academic Affairs", requests(b.affairs, RequestFilter{}), 0},
		{"by status", requests(b.desk, RequestFilter{Status: []RequestStatus{AwaitingRole}}), 1}, {"by sponsor", requests(b.desk, RequestFilter{SponsorHUID: ptr("10000002")}), 1},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
	b.to(d("2027-07-01"), 1) // over, and not swept
	if accounts(b.desk, AccountFilter{Status: []AccountStatus{Expired}}) != 1 || accounts(b.desk, AccountFilter{Status: []AccountStatus{Active}}) != 0 {
		t.Error("what is over counts as expired, swept or not")
	}
	counts, err := b.svc.AccountsByStatus(b.ctx, b.desk)
	b.must(err)
	if want := []StatusCount{{Expired, 1}}; !slices.Equal(counts, want) {
		t.Errorf("%v", counts)
	}
	if _, err := b.svc.Accounts(b.ctx, b.feed, nil, nil, nil, PageArgs{}); !errors.Is(err, ErrForbidden) {
		t.Errorf("a feed lists accounts: %v", err)
	}
}
