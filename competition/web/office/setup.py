"""Getting ready: what an event still lacks, with a way to each gap."""
