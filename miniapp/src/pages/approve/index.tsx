import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='approve'><Nothing title='approve' /></Screen> }
