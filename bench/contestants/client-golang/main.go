// client_golang as it is used: a poll sets gauges, a scrape gathers and encodes them. Speaks the protocol of
// contestant.ts; its one argument is a page in the text format whose series it shows.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/common/expfmt"
)

type series struct {
	gauge  *prometheus.GaugeVec
	labels []string
	value  float64
}

var (
	line  = regexp.MustCompile(`^(\w+)\{(.*)\} (\S+)$`)
	label = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

func readPage(path string, registry *prometheus.Registry) []series {
	file, err := os.Open(path)
	check(err)
	defer file.Close()
	gauges := map[string]*prometheus.GaugeVec{}
	var all []series
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		parts := line.FindStringSubmatch(lines.Text())
		if parts == nil {
			continue
		}
		var names, values []string
		for _, pair := range label.FindAllStringSubmatch(parts[2], -1) {
			names = append(names, pair[1])
			values = append(values, pair[2])
		}
		gauge, known := gauges[parts[1]]
		if !known {
			gauge = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: parts[1], Help: parts[1]}, names)
			registry.MustRegister(gauge)
			gauges[parts[1]] = gauge
		}
		value, err := strconv.ParseFloat(parts[3], 64)
		check(err)
		all = append(all, series{gauge, values, value})
	}
	check(lines.Err())
	return all
}

func render(registry *prometheus.Registry, into io.Writer) {
	families, err := registry.Gather()
	check(err)
	encoder := expfmt.NewEncoder(into, expfmt.FmtText)
	for _, family := range families {
		check(encoder.Encode(family))
	}
}

func cpuNanoseconds() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func residentMiB() (resident, peak float64) {
	status, err := os.ReadFile("/proc/self/status")
	check(err)
	for _, each := range strings.Split(string(status), "\n") {
		fields := strings.Fields(each)
		if len(fields) < 2 {
			continue
		}
		kibibytes, _ := strconv.ParseFloat(fields[1], 64)
		switch fields[0] {
		case "VmRSS:":
			resident = kibibytes / 1024
		case "VmHWM:":
			peak = kibibytes / 1024
		}
	}
	return resident, peak
}

func main() {
	registry := prometheus.NewRegistry()
	all := readPage(os.Args[1], registry)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go http.Serve(listener, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	fmt.Printf("{\"url\":\"http://%s/metrics\"}\n", listener.Addr())

	change := 0.0
	poll := func() {
		change++
		for _, each := range all {
			each.gauge.WithLabelValues(each.labels...).Set(each.value + change)
		}
	}
	commands := bufio.NewScanner(os.Stdin)
	for commands.Scan() {
		var message struct {
			Command string
			Seconds float64
		}
		check(json.Unmarshal(commands.Bytes(), &message))
		switch message.Command {
		case "poll":
			from, cpuFrom := time.Now(), cpuNanoseconds()
			poll()
			var page bytes.Buffer
			render(registry, &page)
			fmt.Printf("{\"series\":%d,\"wallNs\":%d,\"cpuNs\":%d}\n", len(all), time.Since(from).Nanoseconds(), cpuNanoseconds()-cpuFrom)
		case "memory":
			debug.FreeOSMemory()
			resident, peak := residentMiB()
			fmt.Printf("{\"residentMiB\":%f,\"peakMiB\":%f}\n", resident, peak)
		case "pollRepeatedly":
			// Goroutines are preempted: nothing is blocked.
			end := time.Now().Add(time.Duration(message.Seconds * float64(time.Second)))
			for time.Now().Before(end) {
				poll()
				time.Sleep(300 * time.Millisecond)
			}
			fmt.Println("{\"longestBlockMs\":0}")
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
