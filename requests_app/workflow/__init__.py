"""What happens. One file per step; `status_change` is the one door to a status. Every function says who (by) and why."""
