package main

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/demo"
)

type demoClock struct {
	dataFlag `embed:""`
	By       string `arg:"" help:"How far: +7d, +12h, +2w." placeholder:"+7d"`
}

// clockPath is where the running demo takes the command to move its clock.
const clockPath = "/demo/clock"

type leap struct {
	By string `json:"by"`
}

type arrival struct {
	Now   string `json:"now"`
	Mails int    `json:"mails"`
	Error string `json:"error,omitempty"`
}

// Run asks the running demo to move its clock, and waits until all that fell due is done.
func (c *demoClock) Run(ctx context.Context) error {
	if _, err := demo.ParseLeap(c.By); err != nil {
		return err
	}
	dir, err := c.dir()
	if err != nil {
		return err
	}
	at, err := dir.Addresses()
	if err != nil {
		return err
	}
	secrets, err := dir.ReadSecrets()
	if err != nil {
		return err
	}
	body, err := json.Marshal(leap{By: c.By})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+at.HTTP+clockPath, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+secrets.Control)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("the demo does not answer: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	var a arrival
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<16)).Decode(&a); err != nil {
		return fmt.Errorf("the demo answered %s: %w", res.Status, err)
	}
	if a.Error != "" {
		return errors.New(a.Error)
	}
	fmt.Printf("In the demo it is now %s. On the way %d mails were sent.\n", a.Now, a.Mails)
	return nil
}

// clockControl moves the running demo's clock for whoever can read its data folder.
type clockControl struct {
	secret string
	dir    demo.Dir
	clock  *clock.Adjustable
	one    sync.Mutex // one traveller at a time
}

func (c *clockControl) mount(mux *http.ServeMux, p *program) {
	mux.HandleFunc("POST "+clockPath, func(w http.ResponseWriter, r *http.Request) {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(token), []byte(c.secret)) != 1 {
			http.Error(w, "this moves the clock for whoever can read the demo's data folder: guestd demo clock", http.StatusForbidden)
			return
		}
		a := c.move(r, p)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(a)
	})
}

func (c *clockControl) move(r *http.Request, p *program) arrival {
	var l leap
	if err := json.NewDecoder(io.LimitReader(r.Body, 1024)).Decode(&l); err != nil {
		return arrival{Error: "how far cannot be read: " + err.Error()}
	}
	by, err := demo.ParseLeap(l.By)
	if err != nil {
		return arrival{Error: err.Error()}
	}
	c.one.Lock()
	defer c.one.Unlock()
	sent := func() (n int, err error) {
		return n, p.db.GetContext(r.Context(), &n, `SELECT count(*) FROM notifications WHERE status = 'SENT'`)
	}
	before, err := sent()
	if err != nil {
		return arrival{Error: err.Error()}
	}
	t := demo.Traveller{Clock: c.clock, DB: p.db, Sweep: p.sweeper.Run, ReminderHour: p.settings.ReminderHour, Save: c.dir.SaveNow}
	if err := t.Travel(r.Context(), demo.Target(c.clock.Now(), by)); err != nil {
		return arrival{Error: err.Error()}
	}
	after, err := sent()
	if err != nil {
		return arrival{Error: err.Error()}
	}
	return arrival{Now: c.clock.Now().In(calendar.Zone).Format(time.RFC1123), Mails: after - before}
}
