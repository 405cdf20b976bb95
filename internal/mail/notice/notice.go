// Package notice composes every mail that guestd sends: one text and one HTML part from a pair
// of templates, with headers that thread, that no automatic answer follows, and that lead a
// reply back to what it is about. It knows no rules: it is told facts and says them in plain
// English. Days are calendar days of the policy's time zone.
package notice

import (
	"time"

	"github.com/guestd/guestd/internal/calendar"
)

// Kind is what a mail is about: the API's NotificationKind.
type Kind string

// The kinds, by the API's values.
const (
	KindRequestReceived         Kind = "REQUEST_RECEIVED"
	KindDetailsNeeded           Kind = "DETAILS_NEEDED"
	KindSponsorConfirmation     Kind = "SPONSOR_CONFIRMATION"
	KindRoleNeeded              Kind = "ROLE_NEEDED"
	KindRoutedToAcademicAffairs Kind = "ROUTED_TO_ACADEMIC_AFFAIRS"
	KindRequestDenied           Kind = "REQUEST_DENIED"
	KindActivation              Kind = "ACTIVATION"
	KindExpiryReminder          Kind = "EXPIRY_REMINDER"
	KindExtended                Kind = "EXTENDED"
	KindExpired                 Kind = "EXPIRED"
	KindEnded                   Kind = "ENDED"
	KindSuspended               Kind = "SUSPENDED"
	KindHelp                    Kind = "HELP"
)

// Kinds lists them all, in the API's order.
func Kinds() []Kind {
	return []Kind{
		KindRequestReceived, KindDetailsNeeded, KindSponsorConfirmation, KindRoleNeeded, KindRoutedToAcademicAffairs,
		KindRequestDenied, KindActivation, KindExpiryReminder, KindExtended, KindExpired, KindEnded, KindSuspended, KindHelp,
	}
}

// Audience is whom a mail speaks to, where a kind is sent to more than one sort of reader.
type Audience string

// The audiences. The zero value speaks to the sponsor (or whoever asked in their place).
const (
	ToSponsor         Audience = ""
	ToGuest           Audience = "guest"
	ToAcademicAffairs Audience = "academic-affairs"
)

// Notice is the facts of one mail. Which of them a kind needs:
//
//	REQUEST_RECEIVED            Request (Status FULFILLED: it is done), Holds; DecidedBy where
//	                            somebody approved it, Note
//	DETAILS_NEEDED              Request, Holds (with Missing); or Request, Question
//	SPONSOR_CONFIRMATION        Confirm (an unproven sender's mail: confirmed behind the link);
//	                            or Request, with Account for an extension, and Requester
//	                            (someone asked in the sponsor's place: answered by reply)
//	ROLE_NEEDED                 Request, Role (zero where the guest has none), Limit
//	ROUTED_TO_ACADEMIC_AFFAIRS  Request, Original; Audience ToAcademicAffairs, or the requester
//	REQUEST_DENIED              Request (Status DENIED, LAPSED or CANCELLED), DecidedBy, Note;
//	                            Account, which keeps its end, for an extension
//	ACTIVATION                  Account, Activation; To the guest, Cc the sponsor
//	EXPIRY_REMINDER             Account, Reminder
//	EXTENDED                    Account, Extension; Audience
//	EXPIRED                     Account; Audience
//	ENDED                       Account, Ending; Audience
//	SUSPENDED                   Account, Note, Restored; Audience
//	HELP                        Answer (its Topics), or nothing
//
// Any kind but ACTIVATION with an Answer is the intake bot's answer to one email, which tells of
// everything in it: the Answer then speaks, and the other facts are left aside.
type Notice struct {
	Kind     Kind
	Audience Audience
	// To is whom the mail addresses, the first being greeted; Cc gets a copy.
	To, Cc []Person

	Account   *Account
	Request   *Request
	Role      *Role
	Holds     []Hold
	Requester Person // who asked, where that is not the sponsor

	Activation *Activation
	Reminder   *Reminder
	Extension  *Extension
	Ending     *Ending
	Limit      *Limit
	Confirm    *Confirm
	Question   *Question
	Original   *Original
	Answer     *Answer
	Restored   bool // SUSPENDED: the suspension is over

	// DecidedBy is who approved, denied or ended it, as people call them: "Academic Affairs".
	DecidedBy string
	// Note is what they said about it, in their own words. May have several lines.
	Note string `notice:"lines"`

	Thread *Thread
	Links  Links
}

// Person is somebody who writes or is written to. Name may be empty.
type Person struct{ Name, Email string }

// Guest is what is known of a guest; any of it may be empty.
type Guest struct {
	GivenName, FamilyName, PersonalEmail, HUID, Affiliation, Role string
}

// Name is the guest's full name, or their address, or "your guest".
func (g Guest) Name() string {
	switch {
	case g.GivenName != "" && g.FamilyName != "":
		return g.GivenName + " " + g.FamilyName
	case g.GivenName+g.FamilyName != "":
		return g.GivenName + g.FamilyName
	case g.PersonalEmail != "":
		return g.PersonalEmail
	}
	return "your guest"
}

// Account is an HMS account for a guest.
type Account struct {
	AccountID string // jd123
	Guest     Guest
	Sponsor   Person
	Status    string // the API's AccountStatus; used in the status table only
	StartsOn  calendar.Date
	// ExpiresOn is the last day of access.
	ExpiresOn calendar.Date
	// Entitlements are the API's values, which the mail writes out.
	Entitlements []string
}

// Request is a request for an account or an extension; what is not known is empty.
type Request struct {
	Number    string // R-1042
	Extension bool   // for more time on AccountID; else for a new account
	Status    string // the API's RequestStatus
	AccountID string
	Sponsor   Person
	// SponsorHUID and SponsorTitle ("Wyss Institute staff, Advanced Technologies") tell
	// Academic Affairs who asks.
	SponsorHUID, SponsorTitle string
	Guest                     Guest
	RoleNumber                string // of the Harvard Sponsored Role, digits alone
	StartsOn, ExpiresOn       calendar.Date
	Justification             string `notice:"lines"`
	Entitlements              []string
	// ReceivedAt is when it was made, in UTC.
	ReceivedAt time.Time
}

// Role is a Harvard Sponsored Role.
type Role struct {
	Number string
	EndsOn calendar.Date
}

// Hold is why a request has not gone further.
type Hold struct {
	Reason    string // the API's HoldReason
	Message   string // a sentence
	WaitingOn string // the API's Party
	// Missing names the details asked for, as people call them: "personal email address".
	Missing []string
}

// Activation is what a guest activates the account with.
type Activation struct {
	AccountID, Code string
	Link            string `notice:"link"`
	// ValidUntil is the last day on which the code works.
	ValidUntil calendar.Date
	// Again: an earlier code was replaced by this one.
	Again bool
}

// Reminder is an account's approaching end.
type Reminder struct {
	// DaysLeft until ExpiresOn: 7 to 0, where 0 says that today is the last day. A role that
	// ends sooner takes the account with it; the mail counts to its end then.
	DaysLeft  int
	ExpiresOn calendar.Date
	// RoleEndsOn is the Harvard Sponsored Role's last day, stated where it is not after
	// ExpiresOn; zero where not known. RoleNumber goes with it.
	RoleEndsOn calendar.Date
	RoleNumber string
	// LatestPossible is the furthest day that an extension made today could reach. Where it is
	// zero or not after ExpiresOn, the role must be extended first.
	LatestPossible calendar.Date
}

// Extension is a change of the last day to a later one.
type Extension struct {
	From, To calendar.Date
	// ByGuest: the guest asked and the sponsor approved; else the sponsor asked.
	ByGuest bool
}

// EndCause is why an account ends before its day.
type EndCause string

// The causes.
const (
	EndedOnRequest     EndCause = "request"      // the sponsor asked
	EndedByServiceDesk EndCause = "service-desk" // HMS IT ended it
	EndedWithRole      EndCause = "role-ended"   // the Harvard Sponsored Role has ended
	ShortenedWithRole  EndCause = "role-shorter" // the role now ends sooner, and the account with it
)

// Ending is the end of an account, come or coming, before its day.
type Ending struct {
	Cause EndCause
	// On is the last day of access now; Was what it was before, zero where not known.
	On, Was calendar.Date
	// AlreadyOver: access has ended; else it ends as On does.
	AlreadyOver bool
	RoleNumber  string
}

// Limit is the furthest day possible now, and why no further.
type Limit struct {
	Latest  calendar.Date // zero where none is
	Because string
}

// Confirm asks the owner of the directory's address whether an email that came in their name,
// without proof, was theirs; or, where a delegate has proved that they wrote it, whether it shall be
// done in the owner's name. Its Link opens a page that changes nothing until its form is sent.
type Confirm struct {
	Link       string `notice:"link"`
	ValidUntil calendar.Date
	// Writer is the delegate, zero where the email came as the owner's own.
	Writer Person
	// Subject and ReceivedAt are those of the email in question.
	Subject    string
	ReceivedAt time.Time
	// Lines are what the email asks for, as understood. They are a stranger's words as like as
	// not: they are shortened, and web addresses in them are made unclickable.
	Lines []Line
}

// Question is what somebody asks back before they decide.
type Question struct {
	By   string // "Academic Affairs"
	Text string `notice:"lines"`
}

// Original is the email that a request came in, for the eyes of whom it is sent on to.
type Original struct {
	From    Person
	Subject string
	Date    time.Time
	Text    string `notice:"lines"`
}

// Line is one label and its value; the value is shown as given, dates spelt out by the caller.
type Line struct{ Label, Value string }

// Answer is what the intake bot answers to one email: an item for each thing that it asked.
type Answer struct {
	// Intro is a sentence before the items; may be empty.
	Intro string
	Items []Item
	// Guests answers "who are my guests?"; nil where that was not asked.
	Guests *Guests
	// Topics are what the email asked to have explained.
	Topics []Topic
	// Unread are the names of attachments that could not be read.
	Unread []string
}

// ItemState is how an item of an answer stands, for the mark beside it.
type ItemState string

// The states.
const (
	Done     ItemState = "done"      // nothing more to do
	Waiting  ItemState = "waiting"   // on somebody or something else
	NeedsYou ItemState = "needs-you" // on the reader
	Refused  ItemState = "refused"   // against a rule
)

// Item is one thing that an email asked for.
type Item struct {
	Title string // "New account for Jane Doe"
	State ItemState
	// Understood is what the bot took from the email; Understood(Request) writes it.
	Understood []Line
	// Outcome is what became of it, in a sentence or two.
	Outcome string
	// Problems are what breaks a rule or cannot be read, a sentence each.
	Problems []string
	// Next is what the reader should do now; empty where there is nothing.
	Next string
}

// Guests is the table of a sponsor's guests, and of their open requests.
type Guests struct {
	Accounts []Account
	Requests []Request
}

// Topic is something that a HELP mail explains.
type Topic string

// The topics. How is explained where none is named.
const (
	TopicHow            Topic = "how"             // how to ask for, extend and end by email
	TopicDigitalLibrary Topic = "digital-library" // why guests have none
	TopicWyss           Topic = "wyss"            // where Wyss people ask
)

// Thread ties an answer to the email that it answers.
type Thread struct {
	// InReplyTo is that email's Message-ID, References its References; with or without angle
	// brackets. What is no Message-ID is left out.
	InReplyTo  string   `notice:"id"`
	References []string `notice:"id"`
	// Subject is that email's; the answer's is "Re: " and it.
	Subject string
}

// Links are the web addresses that mails lead to; an empty one is left out.
type Links struct {
	Dashboard string `notice:"link"`
	// Page is that of this very account or request; Dashboard is taken where it is empty.
	Page      string `notice:"link"`
	HSRPortal string `notice:"link"`
	// AcademicAffairs is the address of Wyss HR and Academic Affairs; the page's own where empty.
	AcademicAffairs string
	// ServiceDesk is how people reach HMS IT, as they would say it: an address, a number.
	ServiceDesk string
}

func (l Links) academicAffairs() string {
	if l.AcademicAffairs != "" {
		return l.AcademicAffairs
	}
	return "AcademicAffairs@wyss.harvard.edu" // as HMS's page on accounts for guests has it
}

// Envelope is what the outbox row knows of a mail.
type Envelope struct {
	From Person
	// ReplyTo is the bot's address with the reply token in it; where it is empty the mail does
	// not invite a reply.
	ReplyTo string
	// MessageID derives from the outbox row, so that a repeat is recognisable; with or without
	// angle brackets.
	MessageID string
	// Date is written in the policy's time zone.
	Date time.Time
}

// Composed is a mail ready for the outbox.
type Composed struct {
	Subject string
	// MessageID has its angle brackets.
	MessageID string
	To, Cc    []string
	// Raw is the message by RFC 5322, lines ended by CRLF. The same Notice and Envelope always
	// give the same bytes.
	Raw []byte
}

// Recipients is every address that the mail goes to, each once.
func (c Composed) Recipients() []string {
	seen := make(map[string]bool, len(c.To)+len(c.Cc))
	var all []string
	for _, list := range [][]string{c.To, c.Cc} {
		for _, address := range list {
			if key := foldAddress(address); !seen[key] {
				seen[key] = true
				all = append(all, address)
			}
		}
	}
	return all
}
