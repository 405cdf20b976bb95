package main

import (
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/calendar"
)

// The whole of what guestd does, from outside: mail in and out, the API, the pages and the clock.
// Its parts stand on one demo, and each on a guest of its own.
func TestWalkThrough(t *testing.T) {
	t.Parallel()
	d := startDemo(t, t.TempDir(), "--empty", "--now", "2027-01-04T10:00:00-05:00")

	var tomas string // the account that ends last, for the reminders
	t.Run("a sponsor's email becomes an account, which the guest activates on the page", func(t *testing.T) {
		d := d.in(t)
		id := d.send(letter{from: ana, subject: "Guest account", text: "Please set up an account for Tomás Okonkwo-Reyes (tomas.or@example.org), visiting scientist, HSR 204519, until June 30, 2027.\r\n\r\nAna Ruiz"})
		answer := d.answerTo(ana, id)
		activation := d.awaitMail("tomas.or@example.org", "the activation", withSubject("Activate your HMS account"))
		if got := activation.addresses("To"); !slices.Equal(got, []string{"tomas.or@example.org"}) {
			t.Errorf("it went to %v", got)
		}
		if got := activation.addresses("Cc"); !slices.Equal(got, []string{ana}) {
			t.Errorf("with copies to %v", got)
		}
		d.awaitMail(ana, "a copy", func(m received) bool { return m.id() == activation.id() })

		tomas = d.onlyAccount("tomas.or@example.org")
		if !strings.Contains(activation.Text, tomas) || !strings.Contains(answer.Text, tomas) || !strings.Contains(answer.Text, "June 30, 2027") {
			t.Errorf("the mails do not tell of the account %s:\n%s\n%s", tomas, activation.Text, answer.Text)
		}
		acc := d.account(tomas)
		if acc.Status != "PENDING_ACTIVATION" || acc.ExpiresOn != "2027-06-30" || acc.Sponsor.Email != ana || acc.Requests[0].Source != "EMAIL" {
			t.Errorf("the API has it as %+v", acc)
		}

		code, link := activationIn(t, activation)
		if status, _, _ := fetch(t, http.MethodGet, link, ""); status != http.StatusOK {
			t.Errorf("the link answers %d", status)
		}
		if now := d.account(tomas); now.Status != "PENDING_ACTIVATION" {
			t.Errorf("opening the link made it %s", now.Status)
		}
		form := url.Values{"account": {tomas}, "code": {"AAAA-BBBB-CCCC"}}
		if status, page, _ := fetch(t, http.MethodPost, "http://"+d.at.HTTP+"/activate", form.Encode()); status != http.StatusUnprocessableEntity || !strings.Contains(page, `role="alert"`) {
			t.Errorf("a wrong code is answered %d\n%s", status, page)
		}
		form.Set("code", code)
		if status, page, _ := fetch(t, http.MethodPost, "http://"+d.at.HTTP+"/activate", form.Encode()); status != http.StatusOK || !strings.Contains(page, "is active") {
			t.Fatalf("the code is answered %d\n%s", status, page)
		}
		if now := d.account(tomas); now.Status != "ACTIVE" {
			t.Errorf("it is %s", now.Status)
		}
	})

	t.Run("a reply extends it", func(t *testing.T) {
		d := d.in(t)
		mails := d.mails(ana, "INBOX")
		about := mails[slices.IndexFunc(mails, titled("Guest account"))]
		id := d.send(letter{from: ana, answers: &about, text: "Could you please extend it until December 28, 2027?"})
		if outcome := d.handled(id); outcome != "ACTED" {
			t.Errorf("it is %s:\n%s", outcome, d.answerTo(ana, id).Text)
		}
		if acc := d.account(tomas); acc.ExpiresOn != "2027-12-28" {
			t.Errorf("it ends on %s", acc.ExpiresOn)
		}
	})

	t.Run("what the console says to try works when pasted", func(t *testing.T) {
		d := d.in(t)
		_, hint, _ := strings.Cut(d.out.String(), "Try this")
		lines := strings.SplitN(hint, "\n", 5) // the rest of the heading, and three lines of commands
		if len(lines) < 5 {
			t.Fatalf("it says\n%s", hint)
		}
		shell := func(commands ...string) string {
			out, err := exec.CommandContext(t.Context(), "bash", "-c", strings.Join(commands, "\n")).CombinedOutput()
			if err != nil {
				t.Fatalf("%s\n%s%v", strings.Join(commands, "\n"), out, err)
			}
			return string(out)
		}
		shell(lines[1:3]...)
		d.awaitMail("jane.doe@example.org", "the activation", withSubject("Activate your HMS account"))
		d.onlyAccount("jane.doe@example.org")
		if shown := shell(lines[3]); !strings.Contains(shown, "Subject: Activate your HMS account") {
			t.Errorf("it shows\n%s", shown)
		}
	})

	t.Run("the API activates too", func(t *testing.T) {
		d := d.in(t)
		d.send(letter{from: "marcus.bell@hms.harvard.edu", subject: "New guest", text: "First name: Mei\r\nLast name: Lin\r\nPersonal email: mei.lin@example.net\r\nRole: contractor\r\nHSR number: 204520\r\nEnd date: March 31, 2027"})
		activation := d.awaitMail("mei.lin@example.net", "the activation", withSubject("Activate your HMS account"))
		code, _ := activationIn(t, activation)
		var answer struct {
			ActivateAccount struct {
				Account    *struct{ Status string }
				UserErrors []struct{ Code string }
			}
		}
		for _, try := range []struct{ code, wantError, wantStatus string }{{"AAAA-BBBB-CCCC", "CODE_WRONG", ""}, {code, "", "ACTIVE"}} {
			answer.ActivateAccount.Account, answer.ActivateAccount.UserErrors = nil, nil
			d.ask("", `mutation($in: ActivateAccountInput!) { activateAccount(input: $in) { account { status } userErrors { code } } }`,
				map[string]any{"in": map[string]any{"accountId": d.onlyAccount("mei.lin@example.net"), "activationCode": try.code}}, &answer)
			got := answer.ActivateAccount
			if try.wantError != "" && (len(got.UserErrors) != 1 || got.UserErrors[0].Code != try.wantError) || try.wantStatus != "" && (got.Account == nil || got.Account.Status != try.wantStatus) {
				t.Errorf("%s: %+v", try.code, got)
			}
		}
	})

	t.Run("an email whose sender is not proven acts once its owner confirms it", func(t *testing.T) {
		d := d.in(t)
		id := d.send(letter{from: ana, unproven: true, subject: "Account for Noah", text: "Please set up an account for Noah Lindqvist (noah.lindqvist@example.org), collaborator, HSR 204523, until May 31, 2027."})
		if outcome := d.handled(id); outcome != "CONFIRMATION_SENT" {
			t.Fatalf("it is %s", outcome)
		}
		ask := d.awaitMail(ana, "a question", func(m received) bool {
			return strings.Contains(m.Text, "/confirm/") && strings.Contains(m.Text, "Noah")
		})
		link := regexp.MustCompile(`http://\S+/confirm/[^\s>]+`).FindString(ask.Text)
		for range 2 {
			if status, page, _ := fetch(t, http.MethodGet, link, ""); status != http.StatusOK || !strings.Contains(page, "Noah") {
				t.Errorf("the link answers %d\n%s", status, page)
			}
		}
		if n := len(d.accounts("noah.lindqvist@example.org")) + d.count(`SELECT count(*) FROM requests WHERE family_name = 'Lindqvist'`); n != 0 {
			t.Fatal("opening the link did something")
		}
		if status, page, _ := fetch(t, http.MethodPost, link, "confirm=yes"); status != http.StatusOK {
			t.Fatalf("confirming is answered %d\n%s", status, page)
		}
		if status, _, _ := fetch(t, http.MethodPost, link, "confirm=yes"); status != http.StatusGone {
			t.Errorf("confirming again is answered %d", status)
		}
		d.awaitMail("noah.lindqvist@example.org", "the activation", withSubject("Activate your HMS account"))
		d.settled()
		d.onlyAccount("noah.lindqvist@example.org")
		if n := d.count(`SELECT count(*) FROM requests WHERE family_name = 'Lindqvist'`); n != 1 {
			t.Errorf("%d requests came of it", n)
		}
		if status, _, _ := fetch(t, http.MethodGet, link[:len(link)-4]+"AAAA", ""); status != http.StatusGone {
			t.Errorf("another link is answered %d", status)
		}
	})

	t.Run("mail from whom nobody knows is not answered", func(t *testing.T) {
		d := d.in(t)
		id := d.send(letter{from: "stranger@example.com", unproven: true, subject: "Account", text: "Please set up an account for Noah Lindqvist (noah.lindqvist@example.org), HSR 204523, until May 31, 2027."})
		if outcome := d.handled(id); outcome != "REFUSED" {
			t.Errorf("it is %s", outcome)
		}
		d.settled()
		if n := len(d.mails("stranger@example.com", "INBOX")); n != 0 {
			t.Errorf("%d mails went there", n)
		}
	})

	t.Run("Academic Affairs approves a Wyss request by reply", func(t *testing.T) {
		d := d.in(t)
		id := d.send(letter{from: wendy, subject: "Guest at the Wyss", text: "I would like to request a guest account for Chiara Bianchi (chiara.bianchi@example.net), visiting scholar from Bologna, HSR 204524, until August 31, 2027.\r\n\r\nWendy Chu, Wyss Institute"})
		if outcome := d.handled(id); outcome != "ROUTED" {
			t.Fatalf("it is %s", outcome)
		}
		if told := d.answerTo(wendy, id); !strings.Contains(told.Text, "Academic Affairs") {
			t.Errorf("the requester is told\n%s", told.Text)
		}
		routed := d.awaitMail(academicAffairs, "the request", titled("Bianchi"))
		for _, part := range []string{"Chiara", "chiara.bianchi@example.net", "204524", "August 31, 2027", "Wendy Chu"} {
			if !strings.Contains(routed.Text, part) {
				t.Errorf("it does not say %s:\n%s", part, routed.Text)
			}
		}
		if ids := d.accounts("chiara.bianchi@example.net"); len(ids) != 0 {
			t.Fatal("an account before the decision")
		}
		reply := d.send(letter{from: academicAffairs, answers: &routed, text: "approved"})
		if outcome := d.handled(reply); outcome != "ACTED" {
			t.Fatalf("the decision is %s:\n%s", outcome, d.answerTo(academicAffairs, reply).Text)
		}
		d.awaitMail("chiara.bianchi@example.net", "the activation", withSubject("Activate your HMS account"))
		if acc := d.account(d.onlyAccount("chiara.bianchi@example.net")); acc.ExpiresOn != "2027-08-31" || acc.Sponsor.Email != wendy {
			t.Errorf("it is %+v", acc)
		}
	})

	t.Run("and denies one, with a reason", func(t *testing.T) {
		d := d.in(t)
		d.handled(d.send(letter{from: "aaron.fisk@wyss.harvard.edu", subject: "Guest account", text: "Please create a guest account for Ingrid Sørensen (ingrid.s@example.com), HSR 204526, until September 30, 2027. I am a Wyss affiliate.\r\n\r\nAaron"}))
		routed := d.awaitMail(academicAffairs, "the request", titled("Sørensen"))
		reply := d.send(letter{from: academicAffairs, answers: &routed, text: "denied, because she needs an appointment"})
		if outcome := d.handled(reply); outcome != "ACTED" {
			t.Fatalf("the decision is %s:\n%s", outcome, d.answerTo(academicAffairs, reply).Text)
		}
		var answer struct {
			Requests struct {
				Nodes []struct{ Status, DecisionNote, DecidedBy string }
			}
		}
		d.ask("service-desk", `{ requests(first: 5, filter: {search: "Ingrid"}) { nodes { status decisionNote decidedBy } } }`, nil, &answer)
		if r := answer.Requests.Nodes; len(r) != 1 || r[0].Status != "DENIED" || !strings.Contains(r[0].DecisionNote, "she needs an appointment") {
			t.Errorf("it is %+v", r)
		}
		d.awaitMail("aaron.fisk@wyss.harvard.edu", "the reason", func(m received) bool { return strings.Contains(m.Text, "she needs an appointment") })
		if ids := d.accounts("ingrid.s@example.com"); len(ids) != 0 {
			t.Error("an account all the same")
		}
	})

	t.Run("a request without a role goes on when the feed brings it", func(t *testing.T) {
		d := d.in(t)
		id := d.send(letter{from: ana, subject: "Account for Ravi", text: "Please set up an account for Ravi Menon (ravi.menon@example.org), visiting scholar from Pune, until May 31, 2027."})
		if told := d.answerTo(ana, id); !strings.Contains(told.Text, "HSR") {
			t.Errorf("the sponsor is told\n%s", told.Text)
		}
		if n := d.count(`SELECT count(*) FROM requests WHERE family_name = 'Menon' AND status = 'AWAITING_ROLE'`); n != 1 {
			t.Fatal("the request does not wait for the role")
		}
		var answer struct {
			UpsertSponsoredRoles struct {
				Roles      []struct{ Number string }
				UserErrors []struct{ Message string }
			}
		}
		d.ask("feed", `mutation($in: UpsertSponsoredRolesInput!) { upsertSponsoredRoles(input: $in) { roles { number } userErrors { message } } }`, map[string]any{"in": map[string]any{"roles": []map[string]any{{
			"number": "209001", "type": "Visiting Scholar", "guestHuid": "91899001", "guestGivenName": "Ravi", "guestFamilyName": "Menon", "guestEmail": "ravi.menon@example.org", "startsOn": "2027-01-01", "endsOn": "2027-12-31",
		}}}}, &answer)
		if len(answer.UpsertSponsoredRoles.Roles) != 1 || len(answer.UpsertSponsoredRoles.UserErrors) != 0 {
			t.Fatalf("%+v", answer)
		}
		d.awaitMail("ravi.menon@example.org", "the activation", withSubject("Activate your HMS account"))
		if acc := d.account(d.onlyAccount("ravi.menon@example.org")); acc.ExpiresOn != "2027-05-31" {
			t.Errorf("it ends on %s", acc.ExpiresOn)
		}
	})

	t.Run("eight reminders on the eight last days, then it expires", func(t *testing.T) {
		d := d.in(t)
		d.clock("+350d") // to December 20, eight days before
		isTomas := func(m received) bool {
			return strings.Contains(m.subject(), "Okonkwo-Reyes") && m.GetHeader("Auto-Submitted") != "" && strings.Contains(m.Text, tomas)
		}
		reminders := func() int {
			return d.count(`SELECT count(*) FROM notifications n JOIN accounts a ON a.id = n.account_id WHERE a.account_id = $1 AND n.kind = 'EXPIRY_REMINDER' AND n.status = 'SENT'`, tomas)
		}
		if n := reminders(); n != 0 || d.day(0) != calendar.MustParse("2027-12-20") {
			t.Fatalf("%d reminders by %s", n, d.day(0))
		}
		for n := 1; n <= 8; n++ {
			d.clock("+1d")
			if got := reminders(); got != n {
				t.Fatalf("%d reminders by %s", got, d.day(0))
			}
		}
		if acc := d.account(tomas); acc.Status != "ACTIVE" || acc.DaysLeft != 0 {
			t.Errorf("on its last day it is %+v", acc)
		}
		var days []string
		if err := d.db.SelectContext(t.Context(), &days, `SELECT n.due_on::text FROM notifications n JOIN accounts a ON a.id = n.account_id WHERE a.account_id = $1 AND n.kind = 'EXPIRY_REMINDER' ORDER BY 1`, tomas); err != nil {
			t.Fatal(err)
		}
		if len(slices.Compact(days)) != 8 || days[0] != "2027-12-21" || days[7] != "2027-12-28" {
			t.Errorf("they are for %v", days)
		}
		var mailed []received
		for _, m := range d.mails(ana, "INBOX") {
			if isTomas(m) && strings.Contains(m.subject(), "2027") && strings.Contains(strings.ToLower(m.subject()), "end") {
				mailed = append(mailed, m)
			}
		}
		dates := map[string]bool{}
		for _, m := range mailed {
			dates[m.GetHeader("Date")[:16]] = true
			if !strings.Contains(m.subject(), "December 28, 2027") && !strings.Contains(m.subject(), "Dec 28, 2027") {
				t.Errorf("the subject does not say until when: %s", m.subject())
			}
		}
		if len(mailed) != 8 || len(messageIDs(mailed)) != 8 || len(dates) != 8 {
			t.Errorf("%d reminders, %d of them different, on %d days", len(mailed), len(messageIDs(mailed)), len(dates))
		}
		d.clock("+1d")
		if acc := d.account(tomas); acc.Status != "EXPIRED" || reminders() != 8 {
			t.Errorf("after its last day it is %s, with %d reminders", acc.Status, reminders())
		}
	})
}

// in is the demo for a part of a test.
func (d *demoProcess) in(t *testing.T) *demoProcess {
	part, process := *d, *d.process
	process.t = t
	part.process = &process
	return &part
}

type accountFacts struct {
	Status, ExpiresOn string
	DaysLeft          int
	Sponsor           struct{ Email string }
	Requests          []struct{ Source string }
}

// account is an account as the service desk sees it.
func (d *demoProcess) account(id string) accountFacts {
	d.t.Helper()
	var answer struct{ Account *accountFacts }
	d.ask("service-desk", `query($id: String!) { account(accountId: $id) { status expiresOn daysLeft sponsor { email } requests { source } } }`, map[string]any{"id": id}, &answer)
	if answer.Account == nil {
		d.t.Fatalf("there is no account %s", id)
	}
	return *answer.Account
}

// onlyAccount is the guest's account ID.
func (d *demoProcess) onlyAccount(address string) string {
	d.t.Helper()
	ids := d.accounts(address)
	if len(ids) != 1 {
		d.t.Fatalf("%s has the accounts %v", address, ids)
	}
	return ids[0]
}

// activationIn finds what activates an account in the mail about it.
func activationIn(t *testing.T, m received) (code, link string) {
	t.Helper()
	code = regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}`).FindString(m.Text)
	link = regexp.MustCompile(`http://\S+/activate\S*`).FindString(m.Text)
	if code == "" || link == "" {
		t.Fatalf("no code or no link:\n%s", m.Text)
	}
	return code, link
}
