package notice

import (
	"strconv"
	"strings"

	"github.com/guestd/guestd/internal/calendar"
)

// Understood is what is known of a request, one labelled line each, days spelt out: for mails
// and for an answer's items. What is not known has no line.
func Understood(r Request) []Line {
	var f facts
	f.add("Guest", fullName(r.Guest))
	f.add("Account", r.AccountID)
	f.add("Personal email", r.Guest.PersonalEmail)
	f.add("Affiliation", r.Guest.Affiliation)
	f.add("Role", r.Guest.Role)
	f.add("Guest's Harvard ID", r.Guest.HUID)
	f.add("Harvard Sponsored Role", r.RoleNumber)
	f.day("First day", r.StartsOn)
	if r.Extension {
		f.day("New last day", r.ExpiresOn)
	} else {
		f.day("Last day", r.ExpiresOn)
	}
	f.add("Reason given", cleanLine(r.Justification, maxWord))
	f.add("Access asked for", Services(r.Entitlements))
	return f
}

// Services writes out entitlements (the API's values): "HMS email, wireless network".
func Services(entitlements []string) string {
	words := make([]string, len(entitlements))
	for i, e := range entitlements {
		words[i] = service(e)
	}
	return strings.Join(words, ", ")
}

type facts []Line

func (f *facts) add(label, value string) {
	if value != "" {
		*f = append(*f, Line{label, value})
	}
}

func (f *facts) day(label string, day calendar.Date) {
	if !day.IsZero() {
		f.add(label, day.Spelt())
	}
}

func accountFacts(a Account) []Line {
	var f facts
	f.add("Guest", fullName(a.Guest))
	f.add("Account", a.AccountID)
	f.add("Sponsor", a.Sponsor.Label())
	f.day("First day", a.StartsOn)
	f.day("Last day of access", a.ExpiresOn)
	return f
}

func wholeRequest(r Request) []Line {
	var f facts
	f.add("Request", r.Number)
	f.add("Requested by", r.Sponsor.Label())
	f.add("Position", r.SponsorTitle)
	f.add("Requester's Harvard ID", r.SponsorHUID)
	if !r.ReceivedAt.IsZero() {
		f.day("Received", calendar.On(r.ReceivedAt))
	}
	return append(f, Understood(r)...)
}

// fullName is empty where nothing is known, unlike Guest.Name.
func fullName(g Guest) string { return strings.TrimSpace(g.GivenName + " " + g.FamilyName) }

// Label is the person's name and address, as far as known.
func (p Person) Label() string {
	switch {
	case p.Name == "":
		return p.Email
	case p.Email == "":
		return p.Name
	}
	return p.Name + " (" + p.Email + ")"
}

// Called is the person's name, or the address where that is not known.
func (p Person) Called() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Email
}

func service(entitlement string) string {
	switch entitlement {
	case "EMAIL":
		return "HMS email"
	case "COLLABORATION_SHARES":
		return "collaboration file shares"
	case "WIRELESS":
		return "wireless network"
	case "RESEARCH_CLUSTER":
		return "research computing cluster"
	case "VPN":
		return "VPN (remote access)"
	}
	return strings.ToLower(strings.ReplaceAll(entitlement, "_", " "))
}

func party(waitingOn string) string {
	switch waitingOn {
	case "SPONSOR":
		return "the sponsor"
	case "GUEST":
		return "the guest"
	case "ACADEMIC_AFFAIRS":
		return "Wyss HR and Academic Affairs"
	case "SERVICE_DESK":
		return "the HMS service desk"
	case "HSR_PORTAL":
		return "the HSR Portal"
	}
	return ""
}

// accountStatus says how an account stands, for the status table.
func accountStatus(status string) string {
	switch status {
	case "PENDING_ACTIVATION":
		return "not activated yet"
	case "ACTIVE":
		return "active"
	case "SUSPENDED":
		return "suspended"
	case "EXPIRED":
		return "expired"
	case "ENDED":
		return "ended"
	}
	return strings.ToLower(strings.ReplaceAll(status, "_", " "))
}

// requestStatus says how a request stands, for the status table.
func requestStatus(status string) string {
	switch status {
	case "NEEDS_DETAILS":
		return "needs details from you"
	case "AWAITING_SPONSOR":
		return "waits for your approval"
	case "AWAITING_ROLE":
		return "waits for the Harvard Sponsored Role"
	case "AWAITING_ACADEMIC_AFFAIRS":
		return "waits for Wyss HR and Academic Affairs"
	case "AWAITING_SERVICE_DESK":
		return "is with the HMS service desk"
	case "FULFILLED":
		return "done"
	}
	return strings.ToLower(strings.ReplaceAll(status, "_", " "))
}

func itemMark(s ItemState) string {
	switch s {
	case Done:
		return "Done"
	case Waiting:
		return "Waiting"
	case NeedsYou:
		return "Needs you"
	case Refused:
		return "Not possible"
	}
	return ""
}

// daysLeft counts the days until the last one in words.
func daysLeft(n int) string {
	switch n {
	case 0:
		return "today is the last day"
	case 1:
		return "1 day left"
	}
	return strconv.Itoa(n) + " days left"
}

// endsIn says when the last day of access is.
func endsIn(n int) string {
	switch n {
	case 0:
		return "today"
	case 1:
		return "tomorrow"
	}
	return "in " + strconv.Itoa(n) + " days"
}

// list joins words as English does: a, b and c.
func list(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// spelt is the day in full, or words for one that is not known.
func spelt(d calendar.Date) string {
	if d.IsZero() {
		return "a day that is not known yet"
	}
	return d.Spelt()
}

// plainDay is a day as a reply would write it: June 30, 2027.
func plainDay(d calendar.Date) string {
	return d.Month().String() + " " + strconv.Itoa(d.Day()) + ", " + strconv.Itoa(d.Year())
}
