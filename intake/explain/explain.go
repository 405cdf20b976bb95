// Package explain shows what a request email was understood as: as the JSON object of
// the intake contract, and as a printout of the message's spans with the reason for
// each field, so that the service desk can see why the bot did what it did.
package explain

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/guestd/guestd/intake/understand"
)

// Explanation is the contract's object: one message, what it asks, and about whom.
type Explanation struct {
	File        string   `json:"file"`
	Screen      string   `json:"screen"`
	Intent      string   `json:"intent"`
	Route       string   `json:"route"`
	Sender      Sender   `json:"sender"`
	SponsorHUID *string  `json:"sponsor_huid"`
	Guests      []Guest  `json:"guests"`
	Missing     []string `json:"missing"`

	// Reading is everything behind it, for the printout.
	Reading understand.Reading `json:"-"`
}

// Sender is the From address, in lower case, and the name beside or under it.
type Sender struct {
	Email *string `json:"email"`
	Name  *string `json:"name"`
}

// Guest has every key, null where the message does not say.
type Guest struct {
	GivenName   *string         `json:"given_name"`
	FamilyName  *string         `json:"family_name"`
	Email       *string         `json:"email"`
	Affiliation *string         `json:"affiliation"`
	Role        *string         `json:"role"`
	HUID        *string         `json:"huid"`
	HSR         *string         `json:"hsr"`
	AccountID   *string         `json:"account_id"`
	StartsOn    *understand.Day `json:"starts_on"`
	ExpiresOn   *understand.Day `json:"expires_on"`
}

// File explains the raw bytes of the message in the file name, of which only the last
// part is kept. It never fails: what cannot be read is explained as unreadable.
func File(name string, raw []byte, opts understand.Options) Explanation {
	return Of(name, understand.Read(raw, opts))
}

// Of puts a reading into the contract's form.
func Of(name string, r understand.Reading) Explanation {
	e := Explanation{
		File: path.Base(strings.ReplaceAll(name, "\\", "/")), Screen: string(r.Screen), Intent: string(r.Intent), Route: string(r.Route),
		Sender: Sender{Email: orNull(r.Sender.Email), Name: orNull(r.Sender.Name)}, SponsorHUID: r.SponsorHUID,
		Guests: []Guest{}, Missing: r.Missing, Reading: r,
	}
	if e.Missing == nil {
		e.Missing = []string{}
	}
	for _, g := range r.Guests {
		e.Guests = append(e.Guests, Guest(g))
	}
	return e
}

// JSON is the object on one line, without a line end.
func (e Explanation) JSON() []byte {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return []byte("{}") // strings and nulls only: cannot happen
	}
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
