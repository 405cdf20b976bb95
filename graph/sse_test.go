package graph_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// stream is a subscription over server-sent events.
type stream struct {
	b      *bundle
	events chan answer
	stop   context.CancelFunc
}

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

func (b *bundle) subscribe(c call) *stream {
	b.t.Helper()
	ctx, stop := context.WithCancel(b.t.Context())
	request := b.request(c).WithContext(ctx)
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	b.must(err)
	s := &stream{b: b, events: make(chan answer, 64), stop: stop}
	go func() {
		defer close(s.events)
		defer func() { _ = response.Body.Close() }()
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			text, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok {
				continue
			}
			a := answer{Status: response.StatusCode, Text: text}
			if json.Unmarshal([]byte(text), &a) == nil {
				s.events <- a
			}
		}
	}()
	return s
}

func (s *stream) close() { s.stop() }

// next is the next event; it fails the test where none comes.
func (s *stream) next() answer {
	s.b.t.Helper()
	select {
	case a, ok := <-s.events:
		if !ok {
			s.b.t.Fatal("the stream has ended")
		}
		return a
	case <-time.After(patience):
		s.b.t.Fatal("no event came")
	}
	panic("unreachable")
}

// ended waits for the stream's end, and fails the test where an event comes instead.
func (s *stream) ended() {
	s.b.t.Helper()
	select {
	case a, ok := <-s.events:
		if ok {
			s.b.t.Fatalf("an event came: %s", a.Text)
		}
	case <-time.After(patience):
		s.b.t.Fatal("the stream goes on")
	}
}

// begin subscribes and waits until the server listens.
func (b *bundle) begin(c call) *stream {
	b.t.Helper()
	s := b.subscribe(c)
	if a, open := s.first(); !open {
		b.t.Fatalf("the stream did not begin: %s", a.Text)
	}
	return s
}

// first tells how the stream began: with an error and its end, or open.
func (s *stream) first() (a answer, open bool) {
	s.b.t.Helper()
	select {
	case a := <-s.events:
		return a, false
	case <-s.b.watched:
		return answer{}, true
	case <-time.After(patience):
		s.b.t.Fatal("the stream neither began nor ended")
	}
	panic("unreachable")
}
