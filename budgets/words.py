"""What the acts of money are called in the audit."""

from django.utils.translation import gettext_lazy as _

from quota_pool.words import name_acts

name_acts(
    {
        # envelopes
        "appropriation.enter": _("appropriation entered"),
        "envelope.approve": _("envelope approved"),
        "envelope.begin_close": _("close of an envelope begun"),
        "envelope.calculate": _("envelope calculated"),
        "envelope.change": _("change of an envelope proposed"),
        "envelope.change_approve": _("change of an envelope approved"),
        "envelope.change_refuse": _("change of an envelope refused"),
        "envelope.close": _("envelope closed"),
        "envelope.draft": _("envelope drafted"),
        "envelope.put_in_force": _("envelope put in force"),
        "envelope.settle": _("balance of a year settled"),
        "envelope.withdraw": _("envelope withdrawn"),
        # standards, cost sheets
        "cost_sheet.make": _("cost sheet made"),
        "standard.approve": _("standard per head approved"),
        "standard.propose": _("standard per head proposed"),
        "standard.refuse": _("standard per head not approved"),
        # task transfers, demands for posts
        "demand.register": _("demand for a dedicated post registered"),
        "demand.settle": _("demand for a dedicated post settled"),
        "task.accepted": _("task taken over"),
        "task.asked": _("heads for a task asked for"),
        "task.ended": _("task ended"),
        "task.funded": _("source of a task's money confirmed"),
        "task.posted": _("money of a task posted"),
        "task.proposed": _("task handed down"),
        "task.refused": _("task refused"),
        "task.reviewed": _("task reviewed by the bureau"),
        "task.withdrawn": _("task withdrawn"),
        # pay schemes, pay runs
        "pay_scheme.draft": _("pay scheme drafted"),
        "pay_scheme.change": _("pay scheme changed"),
        "pay_scheme.simulate": _("pay scheme simulated"),
        "pay_scheme.adopt": _("pay scheme adopted"),
        "pay_scheme.file": _("pay scheme filed with finance"),
        "pay_scheme.return": _("pay scheme returned"),
        "pay_scheme.withdraw": _("pay scheme given up"),
        "pay_run.open": _("pay run opened"),
        "pay_run.item": _("pay entered by hand"),
        "pay_run.calculate": _("pay run calculated"),
        "pay_run.check": _("pay run checked"),
        "pay_run.approve": _("pay run approved"),
        "pay_run.post": _("pay run sent to be charged"),
        "pay_run.posted": _("pay run charged"),
        "pay_run.reverse": _("reversal of a pay run begun"),
        "pay_run.reversed": _("pay run reversed"),
        "pay_run.return": _("pay run returned"),
        "pay_run.cancel": _("pay run given up"),
        "pay_mark.enter": _("pay mark entered"),
        "pay_mark.strike": _("pay mark struck out"),
        # savings, recoveries
        "recovery.advise": _("opinion of finance on a recovery"),
        "recovery.check": _("recovery checked by the bureau"),
        "recovery.contract": _("service contract entered"),
        "recovery.plan": _("recovery planned"),
        "recovery.recover": _("heads recovered for good"),
        "recovery.refuse": _("recovery refused"),
        "recovery.submit": _("recovery submitted"),
        "recovery.verify": _("recovery verified"),
        "recovery.withdraw": _("recovery withdrawn"),
        "savings.approve": _("plan of savings approved"),
        "savings.check": _("plan of savings filed"),
        "savings.plan": _("plan of savings drafted"),
        "savings.refuse": _("plan of savings refused"),
        "savings.submit": _("plan of savings submitted"),
        "savings.use": _("plan of savings carried out"),
        "savings.withdraw": _("plan of savings withdrawn"),
        # payroll actuals, declarations, reconciliation
    }
)
