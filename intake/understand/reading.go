package understand

import (
	"time"

	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/screen"
)

// Intent is what the sender wants.
type Intent string

// The intents of the intake contract.
const (
	RequestAccount   Intent = "request_account"
	RequestExtension Intent = "request_extension"
	EndAccount       Intent = "end_account"
	ResendActivation Intent = "resend_activation"
	Status           Intent = "status"
	Approve          Intent = "approve"
	Deny             Intent = "deny"
	SupplyDetails    Intent = "supply_details"
	Help             Intent = "help"
	NoIntent         Intent = "none"
)

// Route says whose decision a request needs.
type Route string

// The routes: Wyss Academic Affairs decides first, or HMS at once.
const (
	HMS  Route = "hms"
	Wyss Route = "wyss"
)

// Guest is what a message says of one guest. Nil: it does not say.
type Guest struct {
	GivenName, FamilyName *string
	Email                 *string // the guest's personal address, lower case
	Affiliation, Role     *string
	HUID                  *string // eight digits
	HSR                   *string // the sponsored role's number, digits alone
	AccountID             *string // lower case
	StartsOn, ExpiresOn   *Day    // America/New_York; ExpiresOn is the last day of access
}

// Evidence is one thing the message says, with what speaks for it.
type Evidence struct {
	Field    string // a key of the contract, such as "expires_on"
	Value    string
	Span     Span
	Strength int // higher is surer
	Reason   string
	Guest    int  // index into Reading.Guests; −1 where it is about none of them
	Taken    bool // the reading uses it
}

// Reading is what a message was understood as.
type Reading struct {
	Screen       screen.Verdict
	ScreenReason string
	Intent       Intent
	IntentReason string
	Route        Route
	RouteReason  string
	Sender       message.Address // Name: the display name, else the name signed with
	SponsorHUID  *string
	// SponsorName is the person in whose name the sender writes, where it is somebody else.
	SponsorName *string
	Guests      []Guest
	// Missing are the contract's keys of what must be known before the request can be acted on.
	Missing []string
	// Questions are contradictions to ask about rather than guess, in plain English.
	Questions []string
	// Unread are the attachments that could not be read, by name.
	Unread []string
	// DecisionNote is the decider's own words: the reason of a denial, a remark with an approval.
	DecisionNote string
	// RequestNumbers are the numbers of requests that the subject or the own words name (R-1042).
	RequestNumbers []string
	// People are the names in the sender's own words that can be a guest's, as written, whether the
	// reading took them for one or not.
	People []string
	// Objects are those of them that stand in a clause which asks for or decides something.
	Objects []string
	// Wishes are the things that the message asks for where they are not alike, each read by
	// itself; empty where it asks for one thing. See readWishes.
	Wishes []Reading
	// Tangled: it asks for several things, and which is meant for whom can't be told.
	Tangled bool
	// Reply says that the message answers one of ours, by its threading or subject.
	Reply    bool
	Today    Day
	Sources  []Source
	Evidence []Evidence
}

// Options hold what the message cannot say.
type Options struct {
	// Own are the bot's addresses. The first is the one people write to.
	Own []string
	// AcademicAffairs are the addresses of Wyss HR and Academic Affairs.
	AcademicAffairs []string
	// Location is the policy's time zone; nil is America/New_York.
	Location *time.Location
	// Received dates messages without a readable Date header; zero leaves relative dates out.
	Received time.Time
}

// DefaultOptions are the addresses of the mission page.
func DefaultOptions() Options {
	return Options{Own: []string{"guest-requests@hms.harvard.edu"}, AcademicAffairs: []string{"academicaffairs@wyss.harvard.edu"}}
}

// Read understands raw bytes. It never fails: what cannot be read at all has the
// screen "unreadable".
func Read(raw []byte, opts Options) Reading {
	m, err := message.Parse(raw)
	if err != nil {
		return Reading{Screen: screen.Unreadable, ScreenReason: "nothing in it can be read as a message", Intent: NoIntent, Route: HMS, Missing: []string{}}
	}
	return ReadMessage(m, screen.New(opts.Own...).Screen(m), opts)
}

// ReadMessage understands a message that has been parsed and screened. What the
// screen refuses is given its sender and nothing else.
func ReadMessage(m *message.Message, verdict screen.Result, opts Options) Reading {
	r := newReader(m, opts)
	r.out.Screen, r.out.ScreenReason = verdict.Verdict, verdict.Reason
	r.segment()
	r.sender()
	if verdict.Verdict == screen.Accept {
		r.understand()
	}
	r.finish()
	return r.out
}
